import type { Picture } from '../model/generation.ts';
import type { JoinPlan } from '../model/plan.ts';
import type { Shot } from '../model/storyboard.ts';
import type { ResolvedShot } from './inherit.ts';
import type { Looks } from './looks.ts';
import type { LaidShot } from './timeline.ts';
import type { Slot } from './speech.ts';

export type PictureOptions = {
  readonly looks: Looks;
  readonly worldKey: string;
  readonly laid: LaidShot;
  readonly skipHeadFrames: number;
  readonly takeFrames: number;
  readonly slots: readonly Slot[];
  readonly hasSlate: boolean;
  readonly before: NonNullable<Picture['before']> | null;
};

/** What is to be seen in a shot, as structure. */
export function shotPicture(resolved: ResolvedShot, options: PictureOptions): Picture {
  const { shot, scene, kind } = resolved;
  const firstFrame = options.laid.fromFrame - options.skipHeadFrames;
  return {
    kind: kind === 'clip' ? 'scene' : kind,
    title: shot.card,
    style: resolved.style,
    place: options.looks.place,
    time: resolved.time,
    light: resolved.light,
    heading: headingOf(resolved),
    figures: options.looks.figures,
    props: options.looks.props,
    framing: resolved.framing,
    camera: resolved.camera,
    action: shot.prompt ?? shot.action,
    sound: shot.sound,
    motion: shot.motion,
    speech: spoken(shot, options, firstFrame),
    slate: options.hasSlate ? { shot: shot.id, scene: scene.id, take: null } : null,
    worldKey: options.worldKey,
    between: null,
    join: null,
    takeFrames: options.takeFrames,
    ...(options.before === null ? {} : { before: options.before }),
  };
}

/** A scene's heading tells of the scene's place: of a shot that is somewhere else it tells only the time, after its dash. */
function headingOf({ shot, scene }: ResolvedShot): string | null {
  if (shot.place === null || shot.place === scene.place || scene.heading === null) return scene.heading;
  return scene.heading.match(/\s[-–—]\s+([^-–—]*)$/u)?.[1] ?? null;
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
    before: null,
    takeFrames: null,
    between: [join.from, join.to],
    join: join.join,
  };
}

/** The lines of the shot in frames of its take; what is heard outside the take is cut off. */
function spoken(shot: Shot, options: PictureOptions, firstFrame: number): Picture['speech'] {
  return shot.say.flatMap((line, index) => {
    const slot = options.slots[index];
    if (slot === undefined) return [];
    const from = Math.max(0, slot.fromFrame - firstFrame);
    const to = Math.min(options.takeFrames, slot.fromFrame + slot.frames - firstFrame);
    if (to <= from) return [];
    const onScreen = line.place === 'on' && options.looks.figures.some(({ id }) => id === line.who);
    return [{ who: line.who, words: line.words, fromFrame: from, frames: to - from, onScreen }];
  });
}
