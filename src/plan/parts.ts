import type { JsonObject } from '../base/json.ts';
import type { EndPlan, StartPlan } from '../model/plan.ts';
import type { Line, ShotEnd, ShotStart, Storyboard } from '../model/storyboard.ts';
import { fpsToText } from '../model/time.ts';
import type { Cast } from './cast.ts';
import { sorted } from './fingerprint.ts';
import type { ResolvedShot } from './inherit.ts';
import type { Looks } from './looks.ts';

/** Looks up what fingerprints need beside the shot itself. */
export type PartsContext = {
  readonly storyboard: Storyboard;
  readonly cast: Cast;
  /** Hash of a file's bytes, by the name the storyboard has for it. */
  readonly hashOf: (file: string) => string;
  /** The id that a shot's takes are known by, also after it was renamed. */
  readonly lastingId: (shot: string) => string;
};

/** What the plan made of the shot. */
export type Made = { readonly start: StartPlan; readonly drawn: JsonObject };

/**
 * What the storyboard says that decides a take: nothing of models, prompts, joins, captions, notes, other shots, or of
 * frames that come from elsewhere. An anchored link of a chain counts as the `continue` it was written as, so that a
 * shot inserted before it does not make it stale.
 */
export function takeParts(
  resolved: ResolvedShot,
  looks: Looks,
  context: PartsContext,
  made: Made & {
    readonly frames: number;
    readonly end: EndPlan | null;
    readonly hasSound: boolean;
    /** What an avatar says, and when. Lips that are synced over the take are no part of it. */
    readonly spoken: string | null;
  },
): JsonObject {
  const { shot, kind } = resolved;
  const { storyboard, hashOf } = context;
  const head = {
    kind: kind === 'scene' ? 'take' : kind,
    frames: made.frames,
    fps: fpsToText(storyboard.fps),
    size: sizeText(storyboard),
  };
  if (kind === 'card') return { ...head, card: shot.card, style: resolved.style, drawn: made.drawn };
  if (kind === 'clip') {
    const clip = hashOf(shot.clip ?? '');
    return { ...head, clip, restyle: shot.restyle, seed: shot.seed, drawn: made.drawn };
  }
  const speakers = [...new Set(shot.say.filter((line) => line.place === 'on').map((line) => line.who))].toSorted();
  return {
    ...worldParts(head, resolved, looks, context),
    camera: `${resolved.camera.move} ${resolved.camera.speed}`,
    sound: shot.sound,
    speaks: speakers.length === 0 ? null : speakers.join(', '),
    start: startPart(made.start, context),
    end: endPart(shot.end, made.end, context),
    perform: shot.perform === null ? null : hashOf(shot.perform),
    lipsync: made.spoken,
    motion: shot.motion.length === 0 ? null : shot.motion.map(({ region, path }) => ({ path, region })),
    seed: shot.seed ?? storyboard.seed,
    raw: Object.keys(shot.raw).length === 0 ? null : sorted(shot.raw),
    ...(made.hasSound ? { 'native audio': 'asked for' } : {}),
    drawn: made.drawn,
  };
}

/** What the storyboard says that decides a keyframe. */
export function keyframeParts(
  resolved: ResolvedShot,
  looks: Looks,
  context: PartsContext,
  { start, drawn }: Made,
): JsonObject {
  const { shot } = resolved;
  return {
    ...worldParts({ kind: 'keyframe', size: sizeText(context.storyboard) }, resolved, looks, context),
    start: keyframeStartPart(resolved, start, shot.start, context),
    seed: shot.seed ?? context.storyboard.seed,
    raw: Object.keys(shot.raw).length === 0 ? null : sorted(shot.raw),
    drawn,
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
function worldParts(head: JsonObject, resolved: ResolvedShot, looks: Looks, { storyboard }: PartsContext): JsonObject {
  const { shot, framing } = resolved;
  return {
    ...head,
    style: resolved.style,
    avoid: storyboard.avoid,
    time: resolved.time,
    light: resolved.light,
    frame: [framing.size, framing.angle, ...(framing.lensMm === null ? [] : [`${framing.lensMm}mm`])].join(' '),
    action: shot.prompt === null ? shot.action : null,
    prompt: shot.prompt,
    with: looks.ids,
    cast: looks.castPart,
    place: looks.placePart,
    heading: resolved.place === null ? resolved.scene.heading : null,
  };
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

function sizeText({ size }: Storyboard): string {
  return `${size.width}x${size.height}`;
}
