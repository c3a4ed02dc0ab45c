import type { JsonObject } from '../base/json.ts';
import type { Picture } from '../model/generation.ts';
import type { EndPlan, StartPlan } from '../model/plan.ts';
import type { Line, Place, Prop, ShotEnd, ShotStart, Storyboard } from '../model/storyboard.ts';
import { fpsToText } from '../model/time.ts';
import type { Cast } from './cast.ts';
import { sorted } from './fingerprint.ts';
import type { ResolvedShot } from './inherit.ts';
import type { Memo } from './memo.ts';

/** Looks up what fingerprints need beside the shot itself. */
export type PartsContext = {
  readonly storyboard: Storyboard;
  readonly cast: Cast;
  /** Hash of a file's bytes, by the name the storyboard has for it. */
  readonly hashOf: (file: string) => string;
  /** The id that a shot's takes are known by, also after it was renamed. */
  readonly lastingId: (shot: string) => string;
  readonly looks: Memo<JsonObject>;
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
): JsonObject {
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
    motion: shot.motion.length === 0 ? null : shot.motion.map(({ region, path }) => ({ path, region })),
    seed: shot.seed ?? storyboard.seed,
    raw: Object.keys(shot.raw).length === 0 ? null : sorted(shot.raw),
  };
}

/**
 * What decides a drawing beside the storyboard's words: the colours of the figures, and whether there is a slate. Kept
 * beside the hashed parts under `drawn`: it makes only the animatic's own takes stale, never one that was paid for.
 */
export function drawnParts({ figures, slate }: Picture): { readonly drawn: JsonObject } {
  const colors = Object.fromEntries(figures.map(({ id, color }) => [`color of ${id}`, color]));
  return { drawn: { ...colors, slate: slate === null ? 'off' : 'on' } };
}

/** What the storyboard says that decides a keyframe. */
export function keyframeParts(resolved: ResolvedShot, context: PartsContext, start: StartPlan): JsonObject {
  const { shot } = resolved;
  return {
    kind: 'keyframe',
    size: sizeText(context.storyboard),
    ...worldParts(resolved, context),
    start: keyframeStartPart(resolved, start, shot.start, context),
    seed: shot.seed ?? context.storyboard.seed,
    raw: Object.keys(shot.raw).length === 0 ? null : sorted(shot.raw),
  };
}

export function voiceParts(line: Line, context: PartsContext): JsonObject {
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
function worldParts(resolved: ResolvedShot, context: PartsContext): JsonObject {
  const { shot, place, figures, props, framing } = resolved;
  const who = [...figures.map(({ character }) => character.id), ...props.map((prop) => prop.id)];
  const outfits = figures.map(({ wardrobe }) => wardrobe ?? '').join('|');
  return {
    style: resolved.style,
    avoid: context.storyboard.avoid,
    time: resolved.time,
    light: resolved.light,
    frame: [framing.size, framing.angle, ...(framing.lensMm === null ? [] : [`${framing.lensMm}mm`])].join(' '),
    action: shot.prompt === null ? shot.action : null,
    prompt: shot.prompt,
    with: who.length === 0 ? null : who.join(', '),
    cast: who.length === 0 ? null : context.looks(`${who.join(' ')} ${outfits}`, () => castPart(resolved, context)),
    place: place === null ? null : context.looks(`place ${place.id}`, () => sorted(thingPart(place, context))),
    heading: place === null ? resolved.scene.heading : null,
  };
}

/** Everybody and everything in the picture by id: the same object for all shots that show the same. */
function castPart({ figures, props }: ResolvedShot, context: PartsContext): JsonObject {
  const members: Record<string, JsonObject> = {};
  for (const { character, wardrobe } of figures) {
    const refs = Object.entries(character.refs).map(([view, file]): [string, string] => [view, context.hashOf(file)]);
    members[character.id] = present({
      name: character.name,
      look: character.look,
      wardrobe,
      references: refs.length === 0 ? null : Object.fromEntries(refs),
    });
  }
  for (const prop of props) members[prop.id] = thingPart(prop, context);
  return sorted(members);
}

function thingPart({ id, look, refs }: Place | Prop, { hashOf }: PartsContext): JsonObject {
  return present({ id, look, references: refs.length === 0 ? null : refs.map((file) => hashOf(file)) });
}

function present(parts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null));
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
