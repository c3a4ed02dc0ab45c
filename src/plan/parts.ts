import type { Json } from '../base/json.ts';
import type { EndPlan, StartPlan } from '../model/plan.ts';
import type { Line, ShotEnd, ShotStart, Storyboard } from '../model/storyboard.ts';
import { fpsToText } from '../model/time.ts';
import type { Cast } from './cast.ts';
import type { ResolvedShot } from './inherit.ts';

/** By name; what is null is absent. */
export type Parts = Readonly<Record<string, Json>>;

/** Looks up what fingerprints need beside the shot itself. */
export type PartsContext = {
  readonly storyboard: Storyboard;
  readonly cast: Cast;
  /** Hash of a file's bytes, by the name the storyboard has for it. */
  readonly hashOf: (file: string) => string;
  /** The id that a shot's takes are known by, also after it was renamed. */
  readonly lastingId: (shot: string) => string;
};

/**
 * What the storyboard says that decides a take: nothing of models, prompts, joins, captions, notes, other shots, or of
 * frames that come from elsewhere. An anchored link of a chain counts as the `continue` it was written as, so that a
 * shot inserted before it does not make it stale.
 */
export function takeParts(
  resolved: ResolvedShot,
  context: PartsContext,
  made: { readonly frames: number; readonly start: StartPlan; readonly end: EndPlan | null },
): Parts {
  const { shot, kind } = resolved;
  const { storyboard, hashOf } = context;
  const shape = { frames: made.frames, fps: fpsToText(storyboard.fps), size: sizeText(storyboard) };
  if (kind === 'card') return { kind: 'card', ...shape, card: shot.card, style: resolved.style };
  if (kind === 'clip') {
    return { kind: 'clip', ...shape, clip: hashOf(shot.clip ?? ''), restyle: shot.restyle, seed: shot.seed };
  }
  const speakers = [...new Set(shot.say.filter((line) => line.place === 'on').map((line) => line.who))].toSorted();
  return {
    kind: kind === 'still' ? 'still' : 'take',
    ...shape,
    ...worldParts(resolved, context),
    camera: `${resolved.camera.move} ${resolved.camera.speed}`,
    sound: shot.sound,
    speaks: speakers.length === 0 ? null : speakers.join(', '),
    start: startPart(made.start, context),
    end: endPart(shot.end, made.end, context),
    perform: shot.perform === null ? null : hashOf(shot.perform),
    lipsync: shot.lipsync ? spokenWords(shot.say) : null,
    motion: shot.motion.length === 0 ? null : shot.motion.map(({ region, path }) => ({ region, path })),
    seed: shot.seed ?? storyboard.seed,
    raw: Object.keys(shot.raw).length === 0 ? null : shot.raw,
  };
}

/** What the storyboard says that decides a keyframe. */
export function keyframeParts(resolved: ResolvedShot, context: PartsContext, start: StartPlan): Parts {
  const { shot } = resolved;
  return {
    kind: 'keyframe',
    size: sizeText(context.storyboard),
    ...worldParts(resolved, context),
    start: keyframeStartPart(resolved, start, shot.start, context),
    seed: shot.seed ?? context.storyboard.seed,
    raw: Object.keys(shot.raw).length === 0 ? null : shot.raw,
  };
}

export function voiceParts(line: Line, context: PartsContext): Parts {
  const character = context.cast.characters.get(line.who);
  return {
    kind: 'voice',
    who: line.who,
    words: line.words,
    notes: line.notes,
    voice: character?.voice ?? null,
    seed: context.storyboard.seed,
  };
}

/** Style, cast, place, light, frame and action: what a picture of the shot shows. */
function worldParts(resolved: ResolvedShot, { storyboard, hashOf }: PartsContext): Record<string, Json> {
  const { shot, place, figures, props, framing } = resolved;
  const parts: Record<string, Json> = {
    style: resolved.style,
    avoid: storyboard.avoid,
    time: resolved.time,
    light: resolved.light,
    frame: [framing.size, framing.angle, ...(framing.lensMm === null ? [] : [`${framing.lensMm}mm`])].join(' '),
    action: shot.prompt === null ? shot.action : null,
    prompt: shot.prompt,
    with: [...figures.map(({ character }) => character.id), ...props.map((prop) => prop.id)].join(', ') || null,
    place: place === null ? resolved.scene.heading : place.id,
  };
  for (const { character, wardrobe } of figures) {
    parts[`name of ${character.id}`] = character.name;
    parts[`look of ${character.id}`] = character.look;
    parts[`wardrobe of ${character.id}`] = wardrobe;
    const refs = Object.entries(character.refs).map(([view, file]): [string, string] => [view, hashOf(file)]);
    if (refs.length > 0) parts[`references of ${character.id}`] = Object.fromEntries(refs);
  }
  for (const thing of [...props, ...(place === null ? [] : [place])]) {
    parts[`look of ${thing.id}`] = thing.look;
    if (thing.refs.length > 0) parts[`references of ${thing.id}`] = thing.refs.map((file) => hashOf(file));
  }
  return parts;
}

function startPart(start: StartPlan, { hashOf }: PartsContext): string {
  switch (start.kind) {
    case 'keyframe':
    case 'match':
      return 'keyframe';
    case 'continue':
    case 'anchor':
      return 'continue';
    case 'image':
      return `image ${hashOf(start.file)}`;
    case 'extend':
    case 'text':
    case 'clip':
    case 'card':
      return start.kind;
  }
}

function endPart(written: ShotEnd | null, end: EndPlan | null, { hashOf, lastingId }: PartsContext): string | null {
  if (written === null || end === null) return null;
  if (written.kind === 'next') return 'next';
  return end.kind === 'image' ? `image ${hashOf(end.file)}` : `match ${lastingId(end.of)}`;
}

function keyframeStartPart(
  resolved: ResolvedShot,
  start: StartPlan,
  written: ShotStart | null,
  { lastingId }: PartsContext,
): string {
  if (start.kind !== 'match') return start.kind === 'anchor' ? 'anchor' : 'keyframe';
  const target = written !== null && written.kind === 'match' ? written.shot : null;
  return target === null ? `match set-up ${resolved.setup?.id}` : `match ${lastingId(target)}`;
}

function spokenWords(say: readonly Line[]): string {
  return say
    .filter((line) => line.place === 'on')
    .map((line) => `${line.who}: ${line.words}`)
    .join('\n');
}

function sizeText({ size }: Storyboard): string {
  return `${size.width}x${size.height}`;
}
