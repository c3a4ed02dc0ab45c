import type { Figure, Picture } from '../model/generation.ts';
import type { JoinPlan } from '../model/plan.ts';
import type { Cast } from './cast.ts';
import type { ResolvedShot } from './inherit.ts';
import type { LaidShot } from './timeline.ts';
import type { Slot } from './speech.ts';

export type PictureOptions = {
  readonly cast: Cast;
  readonly worldKey: string;
  readonly laid: LaidShot;
  readonly skipHeadFrames: number;
  readonly takeFrames: number;
  readonly slots: readonly Slot[];
  readonly hasSlate: boolean;
};

/** What is to be seen in a shot, as structure. */
export function shotPicture(resolved: ResolvedShot, options: PictureOptions): Picture {
  const { shot, scene, kind } = resolved;
  const firstFrame = options.laid.fromFrame - options.skipHeadFrames;
  return {
    kind: kind === 'clip' ? 'scene' : kind,
    title: shot.card,
    style: resolved.style,
    place: resolved.place === null ? null : { id: resolved.place.id, look: resolved.place.look },
    time: resolved.time,
    light: resolved.light,
    heading: scene.heading,
    figures: figuresOf(resolved, options.cast),
    props: resolved.props.map(({ id, look }) => ({ id, look })),
    framing: resolved.framing,
    camera: resolved.camera,
    action: shot.prompt ?? shot.action,
    sound: shot.sound,
    motion: shot.motion,
    speech: spoken(resolved, options, firstFrame),
    slate: options.hasSlate ? { shot: shot.id, scene: scene.id } : null,
    worldKey: options.worldKey,
    between: null,
    join: null,
  };
}

/** What is to be seen between two shots: the first one's world on its way to the second's. */
export function bridgePicture(from: Picture, to: Picture, join: JoinPlan, words: string): Picture {
  const known = new Set(from.figures.map((figure) => figure.id));
  return {
    ...from,
    kind: 'bridge',
    title: null,
    figures: [...from.figures, ...to.figures.filter((figure) => !known.has(figure.id))],
    action: words,
    sound: null,
    motion: [],
    speech: [],
    slate: from.slate === null ? null : { ...from.slate, shot: `${join.from} > ${join.to}` },
    between: [join.from, join.to],
    join: join.join,
  };
}

export function figuresOf({ figures }: ResolvedShot, cast: Cast): readonly Figure[] {
  return figures.map(({ character, wardrobe }) => ({
    id: character.id,
    name: character.name,
    look: character.look,
    wardrobe,
    color: cast.colors.get(character.id) ?? '#808080',
  }));
}

/** The lines of the shot in frames of its take; what is heard outside the take is cut off. */
function spoken(resolved: ResolvedShot, options: PictureOptions, firstFrame: number): Picture['speech'] {
  const inPicture = new Set<string>(resolved.figures.map(({ character }) => character.id));
  return resolved.shot.say.flatMap((line, index) => {
    const slot = options.slots[index];
    if (slot === undefined) return [];
    const from = Math.max(0, slot.fromFrame - firstFrame);
    const to = Math.min(options.takeFrames, slot.fromFrame + slot.frames - firstFrame);
    if (to <= from) return [];
    const onScreen = line.place === 'on' && inPicture.has(line.who);
    return [{ who: line.who, words: line.words, fromFrame: from, frames: to - from, onScreen }];
  });
}
