import type { Inspection } from '../media/media.ts';
import type { TakeGate, TakeReading } from '../model/gate.ts';
import type { GenerationRequest, Picture } from '../model/generation.ts';
import type { Size } from '../model/storyboard.ts';
import { framesToSeconds } from '../model/time.ts';
import { MARKS } from './gate-marks.ts';

/** What the verdicts on a take go by, besides what was measured. */
export type TakeCase = {
  readonly request: GenerationRequest;
  /** The user's own: it is as it is to be. */
  readonly isFootage: boolean;
  /** Drawn on this machine, and not told to fail: what does not move in it stands still. */
  readonly isDrawn: boolean;
  /** A picture file that stands for a shot. */
  readonly isPicture: boolean;
  /** The length that the model was asked for; null where it has none to keep. */
  readonly askedMs: number | null;
  /** The storyboard fades the shot in or out. */
  readonly fades: { readonly head: boolean; readonly tail: boolean };
  /** How like its first and last frames are to those that the model was given (SSIM); null where it was given none. */
  readonly given: { readonly start: number | null; readonly end: number | null };
};

/** The verdict of every gate on a take, in the order of the file's anatomy. Pure. */
export function judgeTake(take: TakeCase, inspection: Inspection): readonly TakeReading[] {
  const { request } = take;
  const isSound = request.kind === 'voice' || request.kind === 'music';
  const isThere = (isSound ? inspection.audio : inspection.video) !== null;
  const basics = [
    flag('stream', isThere, isThere ? null : inspection.trouble),
    ...(isThere ? [flag('decodes', inspection.decodes, inspection.trouble)] : []),
  ];
  if (request.kind === 'voice' || request.kind === 'music' || inspection.video === null) return basics;
  return [
    ...basics,
    ...(request.kind === 'video' && !take.isPicture ? judgeLength(request, take, inspection) : []),
    ...judgeShape(request.size, take, inspection.video),
    ...judgePicture(request.picture, take, inspection),
    ...judgeGiven(take),
  ];
}

/** Gates that nobody can overrule: without these there is no take to use. */
export function mayBeAccepted(reading: Pick<TakeReading, 'gate'>): boolean {
  return reading.gate !== 'stream' && reading.gate !== 'length';
}

function judgeLength(
  request: Extract<GenerationRequest, { readonly kind: 'video' }>,
  { askedMs, isFootage }: TakeCase,
  { video, audio, containerMs }: Inspection,
): readonly TakeReading[] {
  if (video === null) return [];
  const seconds = video.durationMs / 1000;
  const wanted = framesToSeconds(request.frames - MARKS.missingFrames, request.fps);
  const asked = (askedMs ?? 0) / 1000;
  const missing =
    containerMs === null ? 0 : Math.max(0, (containerMs - Math.max(video.durationMs, audio?.durationMs ?? 0)) / 1000);
  const { warnShare, warnSeconds } = MARKS.promised;
  const failMissing = Math.max(MARKS.whole.failSeconds, (MARKS.whole.failShare * (containerMs ?? 0)) / 1000);
  return [
    reading('length', seconds, 'seconds', { fail: wanted, isBetter: 'above' }),
    ...(askedMs === null || isFootage
      ? []
      : [
          reading('promised', Math.abs(seconds - asked), 'seconds', { warn: Math.max(warnSeconds, warnShare * asked) }),
        ]),
    reading('whole', missing, 'seconds', { warn: MARKS.whole.warnSeconds, fail: failMissing }),
    flag('rate', !video.isVariableRate, null, 'warned'),
  ];
}

function judgeShape(
  wanted: Size,
  { isFootage, isPicture }: TakeCase,
  video: NonNullable<Inspection['video']>,
): readonly TakeReading[] {
  const ratio = video.width / video.height / (wanted.width / wanted.height);
  const off = Math.max(ratio, 1 / ratio) - 1;
  const scale = Math.min(video.width / wanted.width, video.height / wanted.height);
  const lenience = isFootage || isPicture ? footage() : null;
  return [
    reading('aspect', off, 'share', MARKS.aspect, lenience),
    reading('size', scale, 'times', { warn: 1, isBetter: 'above' }, lenience),
  ];
}

function judgePicture(picture: Picture, take: TakeCase, { picture: measures }: Inspection): readonly TakeReading[] {
  if (measures === null) return [];
  const isMoving = take.request.kind === 'video' && !take.isPicture;
  const dark = darkness(picture, take);
  const still = stillness(picture, take);
  const isStatic = picture.camera.move === 'static';
  const plain = reading('plain', measures.lumaSpread, 'score', { fail: MARKS.plain.fail, isBetter: 'above' }, dark);
  if (!isMoving) return [plain];
  const edge = MARKS.black.failEdgeSeconds;
  const cut = reading('cut', measures.cutScore, 'score', MARKS.cut, still);
  return [
    reading('black', measures.blackShare, 'share', { fail: MARKS.black.failShare }, dark),
    reading('black_head', measures.blackHeadMs / 1000, 'seconds', { fail: edge }, fadeExcuse(take.fades.head) ?? dark),
    reading('black_tail', measures.blackTailMs / 1000, 'seconds', { fail: edge }, fadeExcuse(take.fades.tail) ?? dark),
    reading(
      'frozen',
      measures.frozenShare,
      'share',
      isStatic
        ? { warn: MARKS.frozen.failShare, fail: MARKS.frozen.failStaticShare }
        : { fail: MARKS.frozen.failShare },
      still ?? (isStatic && take.isDrawn ? { verdict: 'excused', note: 'nothing moves in the drawing' } : null),
    ),
    cut.verdict === 'passed'
      ? cut
      : { ...cut, note: [cut.note, `at ${(measures.cutAtMs / 1000).toFixed(2)} s`].filter(Boolean).join(', ') },
    plain,
    reading('bars', measures.barsShare, 'share', { warn: MARKS.bars.warn }, take.isFootage ? footage() : null),
    ...(isStatic
      ? [reading('steady', measures.steadiness, 'share', { warn: MARKS.steady.warn, isBetter: 'above' }, still)]
      : []),
  ];
}

function judgeGiven({ given }: TakeCase): readonly TakeReading[] {
  return (['start', 'end'] as const).flatMap((gate) => {
    const ssim = given[gate];
    return ssim === null ? [] : reading(gate, ssim, 'score', { ...MARKS[gate], isBetter: 'above' });
  });
}

/** What becomes of a value beyond its mark, and why. */
type Lenience = { readonly verdict: 'excused' | 'warned'; readonly note: string };

function footage(): Lenience {
  return { verdict: 'warned', note: 'your own footage' };
}

function fadeExcuse(isFaded: boolean): Lenience | null {
  return isFaded ? { verdict: 'excused', note: 'the storyboard fades here' } : null;
}

/** A still or a card does not move, and may be made of several pictures. */
function stillness({ kind }: Picture, { isFootage }: TakeCase): Lenience | null {
  if (kind === 'still' || kind === 'card') return { verdict: 'excused', note: `a ${kind} stands still` };
  return isFootage ? footage() : null;
}

/** Where darkness is asked for, nobody can tell it from black. */
function darkness({ kind, time, light, action, style }: Picture, { isFootage }: TakeCase): Lenience | null {
  if (kind === 'card') return { verdict: 'excused', note: 'a card may be plain' };
  if (isFootage) return footage();
  const words = [time, light, action, style].filter((text) => text !== null).join(' ');
  return DARK.test(words) ? { verdict: 'warned', note: 'darkness is asked for' } : null;
}

const DARK =
  /\b(?:night|midnight|dark\w*|black\w*|shadow\w*|unlit|moon\w*|candle\w*|silhouette\w*|lights? (?:go|goes|went|is|are|turned|switched) (?:out|off)|fad(?:e|es|ing))\b/iu;

type Marks = { readonly warn?: number; readonly fail?: number; readonly isBetter?: 'below' | 'above' };

function reading(
  gate: TakeGate,
  value: number,
  unit: TakeReading['unit'],
  { warn, fail, isBetter = 'below' }: Marks,
  lenience: Lenience | null = null,
): TakeReading {
  const isBeyond = (mark: number | undefined): boolean =>
    mark !== undefined && (isBetter === 'below' ? value > mark : value < mark);
  const strict = isBeyond(fail) ? 'failed' : isBeyond(warn) ? 'warned' : 'passed';
  const isLenient = strict !== 'passed' && lenience !== null;
  return {
    gate,
    value: Number(value.toFixed(4)),
    unit,
    mark: Number(((strict === 'warned' ? warn : fail) ?? warn ?? 0).toFixed(4)),
    isBetter,
    verdict: isLenient ? lenience.verdict : strict,
    note: isLenient ? lenience.note : null,
  };
}

function flag(
  gate: TakeGate,
  isGood: boolean,
  note: string | null,
  otherwise: 'warned' | 'failed' = 'failed',
): TakeReading {
  return {
    gate,
    value: isGood ? 1 : 0,
    unit: 'flag',
    mark: 1,
    isBetter: 'above',
    verdict: isGood ? 'passed' : otherwise,
    note: isGood ? null : note,
  };
}
