import type { JsonObject } from '../base/json.ts';
import type { Inspection } from '../media/media.ts';
import { readingToText, type AcceptedGate, type TakeReading } from '../model/gate.ts';
import type { Failure, FrameInput } from '../model/generation.ts';
import { framesToSeconds } from '../model/time.ts';
import type { Take } from '../store/takes.ts';
import type { Crew } from './crew.ts';
import { cutFootage, type Continuation } from './footage-at-head.ts';
import { MARKS } from './gate-marks.ts';
import { judgeTake, mayBeAccepted, type TakeCase } from './judge-take.ts';
import { isOverruled } from './overrules.ts';

export type GateVerdict = {
  readonly failure: Failure | null;
  readonly facts: JsonObject;
  /** The file is broken, not what it shows: it may have been broken on its way here. */
  readonly isDamaged: boolean;
  /** The film of the take alone, where footage came before it in the one that was delivered. */
  readonly continuation: Continuation | null;
};

/** What every file must be before it counts as a take. Whatever was measured is kept with it. */
export async function gateTake(crew: Crew, brought: Take, signal: AbortSignal): Promise<GateVerdict> {
  if (brought.sha === null) throw new Error(`take ${brought.id} has no file`);
  const delivered = await crew.media.inspect(crew.workspace.blobs.path(brought.sha), signal);
  const continuation = delivered.decodes ? await cutFootage(crew, brought, delivered, signal) : null;
  const sha = continuation?.sha ?? brought.sha;
  const take = { ...brought, sha };
  const inspection =
    continuation === null ? delivered : await crew.media.inspect(crew.workspace.blobs.path(sha), signal);
  const given = inspection.decodes ? await compareWithGiven(crew, take, signal) : NOTHING_GIVEN;
  const readings = judgeTake({ ...caseOf(crew, take), given }, inspection);
  const failed = readings.filter(({ verdict }) => verdict === 'failed');
  const mayPass = isOverruled(crew.overrules, sha) && failed.every(mayBeAccepted);
  const accepted = mayPass ? acceptGates(failed, crew.clock.nowMs()) : [];
  await crew.overrule(take, accepted);
  const facts: JsonObject = {
    decodes: inspection.decodes,
    trouble: inspection.trouble,
    video: inspection.video,
    audio: inspection.audio,
    containerMs: inspection.containerMs,
    picture: inspection.picture,
    gates: readings.map((reading) => ({ ...reading })),
    ...(continuation === null ? {} : { footageMs: continuation.footageMs }),
    ...(accepted.length === 0 ? {} : { accepted: accepted.map((one) => ({ ...one })) }),
  };
  const isDamaged = !isFootage(take) && failed.some(({ gate }) => DAMAGE.has(gate));
  const failure = failed.length === accepted.length ? null : toFailure(take, inspection, failed);
  return { facts, isDamaged, continuation, failure };
}

const DAMAGE: ReadonlySet<TakeReading['gate']> = new Set(['stream', 'decodes', 'whole']);

/** The record of gates that a person overruled. */
export function acceptGates(failed: readonly TakeReading[], nowMs: number): readonly AcceptedGate[] {
  return failed.map(({ gate, value, mark }) => ({ gate, value, mark, atMs: nowMs }));
}

function toFailure(take: Take, inspection: Inspection, failed: readonly TakeReading[]): Failure {
  return {
    class: 'bad_output',
    message: objection(take, inspection, failed),
    billed: take.costMicros > 0 ? 'yes' : 'no',
    suspect: null,
    retryAfterMs: null,
    advice: adviceOf(failed, isFootage(take)),
  };
}

/** What a maker can do about it. */
export function adviceOf(failed: readonly Pick<TakeReading, 'gate'>[], isFootage: boolean): string {
  const isUsable = failed.every(mayBeAccepted);
  if (isFootage) {
    const gates = new Set(failed.map(({ gate }) => gate));
    if (gates.has('length') && !gates.has('decodes'))
      return 'Make the shot shorter, leave its `duration` to the footage with `duration: auto`, or name a longer file.';
    const other = 'Name another file';
    return isUsable ? `${other}, or render with --accept-gates to use this one as it is.` : `${other}.`;
  }
  return isUsable
    ? 'The file is kept: render with --accept-gates to use it as it is. Or shoot the shot again, or give it another model.'
    : 'The file is kept. Shoot the shot again, or give it another model.';
}

function objection(take: Take, inspection: Inspection, failed: readonly TakeReading[]): string {
  const { video, trouble } = inspection;
  const { request } = take;
  const gates = new Set(failed.map(({ gate }) => gate));
  if (gates.has('stream')) {
    const what = request.kind === 'voice' || request.kind === 'music' ? 'sound' : 'picture';
    return `${fileOf(take)} holds no ${what}${trouble === null ? '.' : `: ${trouble}.`}`;
  }
  if (gates.has('decodes')) return `${fileOf(take)} ${damageWords(inspection)}`;
  if (gates.has('length') && request.kind === 'video' && video !== null)
    return `The ${isFootage(take) ? 'footage' : 'take'} is ${(video.durationMs / 1000).toFixed(2)} s long; the film needs ${framesToSeconds(request.frames, request.fps).toFixed(2)} s (${request.frames} frames).`;
  const words = failed.map((reading) => [readingToText(reading), reading.note].filter(Boolean).join(', '));
  return `The ${isFootage(take) ? 'footage' : `take of ${take.model}`} did not pass: ${words.join('; ')}.`;
}

/** Where it breaks off, if it does, and what the decoder said of it. */
export function damageWords({
  video,
  audio,
  containerMs,
  trouble,
}: Pick<Inspection, 'video' | 'audio' | 'containerMs' | 'trouble'>): string {
  const readMs = Math.max(video?.durationMs ?? 0, audio?.durationMs ?? 0);
  const isCutOff = containerMs !== null && containerMs - readMs > MARKS.whole.warnSeconds * 1000;
  const [read, whole] = [readMs, containerMs ?? 0].map((ms) => (ms / 1000).toFixed(2));
  return [
    isCutOff ? `breaks off: of ${whole} s only ${read} s can be read.` : 'is damaged: it does not decode to its end.',
    ...(trouble === null ? [] : [`The decoder says: ${trouble}.`]),
  ].join(' ');
}

/** The user's own file, not a model's work. */
function isFootage(take: Take): boolean {
  return take.ref.provider === 'clip';
}

function fileOf(take: Take): string {
  return isFootage(take) ? 'The file that the shot names' : `The file that ${take.model} delivered`;
}

const NOTHING_GIVEN: TakeCase['given'] = { start: null, end: null };

/** A model that ignores the frame that it was given is paid all the same: the takes beside it will not fit. */
async function compareWithGiven(crew: Crew, take: Take, signal: AbortSignal): Promise<TakeCase['given']> {
  const { request, sha, mediaType } = take;
  if (request.kind !== 'video' || sha === null || mediaType?.startsWith('video/') !== true) return NOTHING_GIVEN;
  const { blobs } = crew.workspace;
  const compare = async (frame: FrameInput | null, edge: 'first' | 'last'): Promise<number | null> => {
    if (frame === null || !(await blobs.has(frame.sha))) return null;
    const sides = { before: { file: blobs.path(frame.sha), edge }, after: { file: blobs.path(sha), edge } };
    return (await crew.media.compareFrames({ size: crew.house.size, ...sides }, signal)).ssim;
  };
  return { start: await compare(request.start, 'first'), end: await compare(request.end, 'last') };
}

function caseOf(crew: Crew, take: Take): Omit<TakeCase, 'given'> {
  const task = crew.tasks.get(take.task);
  const choice = task?.ladder.find(({ model }) => model === take.model);
  const isOwn = isFootage(take);
  return {
    request: take.request,
    isFootage: isOwn,
    isDrawn: take.ref.provider === 'animatic' && take.ref.options['fail'] === undefined,
    isPicture: take.mediaType?.startsWith('image/') === true,
    askedMs: choice === undefined || isOwn || take.request.kind !== 'video' ? null : choice.lengthMs,
    fades: fadesOf(crew, take),
  };
}

/** Whether the storyboard itself makes the shot come from or go to black. */
function fadesOf({ plan }: Crew, { request }: Take): TakeCase['fades'] {
  if (request.kind !== 'video') return { head: false, tail: false };
  const { shot } = request;
  const isFaded = (kind: 'head' | 'tail'): boolean =>
    plan.film.segments.some((segment) => segment.kind === kind && segment.shot === shot);
  return {
    head: isFaded('head') || plan.joins.some(({ to, join }) => to === shot && join.kind === 'fade'),
    tail: isFaded('tail') || plan.joins.some(({ from, join }) => from === shot && join.kind === 'fade'),
  };
}
