import type { JsonObject } from '../base/json.ts';
import type { ShotId } from './ids.ts';

/** What is checked of a take, and of the seam where one take goes on from another. */
export type TakeGate =
  | 'stream' // there is a picture, or a sound
  | 'decodes'
  | 'length' // as long as the film needs
  | 'promised' // as long as the model was asked for
  | 'whole' // as long as its container says
  | 'aspect'
  | 'size'
  | 'rate'
  | 'black'
  | 'black_head'
  | 'black_tail'
  | 'frozen'
  | 'cut'
  | 'plain' // one colour and nothing else
  | 'bars'
  | 'steady'
  | 'start' // shows the frame that it was to start from
  | 'end';
export type SeamGate =
  | 'ssim'
  | 'color'
  | 'content'
  | 'jump'
  | 'exposure' // a step of the grade
  | 'saturation'
  | 'drift_exposure' // of a chain, since its first shot
  | 'drift_saturation'
  | 'drift_sharpness';
export type GateUnit = 'share' | 'seconds' | 'score' | 'times' | 'flag';

/** One check with what was measured. */
export type Reading<Gate extends string = TakeGate | SeamGate> = {
  readonly gate: Gate;
  readonly value: number;
  readonly unit: GateUnit;
  /** Where the verdict turns: beyond it the value fails, or warns where nothing fails it. */
  readonly mark: number;
  /** Whether values below the mark are the good ones. */
  readonly isBetter: 'below' | 'above';
  /** `excused`: beyond the mark, as it is to be here; `note` says why. */
  readonly verdict: Verdict;
  readonly note: string | null;
};
export type Verdict = 'passed' | 'excused' | 'warned' | 'failed';
export type TakeReading = Reading<TakeGate>;
export type SeamReading = Reading<SeamGate>;

/**
 * The cut from a shot to the one that goes on from its last frame, or from a shot to the next in its scene; also a shot and
 * one that matches it, and the first shot of a chain and a later one.
 */
export type SeamReport = { readonly from: ShotId; readonly to: ShotId; readonly readings: readonly SeamReading[] };

/** A gate that a person overruled with `--accept-gates`. */
export type AcceptedGate = {
  readonly gate: TakeGate;
  readonly value: number;
  readonly mark: number;
  readonly atMs: number;
};

const VERDICTS: readonly Verdict[] = ['passed', 'excused', 'warned', 'failed'];

/** The gravest verdict of some; `passed` of none. */
export function worstOf(readings: readonly Pick<Reading, 'verdict'>[]): Verdict {
  return readings.reduce<Verdict>(
    (worst, { verdict }) => (VERDICTS.indexOf(verdict) > VERDICTS.indexOf(worst) ? verdict : worst),
    'passed',
  );
}

/** Whether any of some readings is worth a word: what is excused is as it is to be. */
export function isDoubtful(readings: readonly Pick<Reading, 'verdict'>[]): boolean {
  const worst = worstOf(readings);
  return worst === 'warned' || worst === 'failed';
}

/** Gravest first, then by how near the mark. */
export function compareReadings(one: Reading, other: Reading): number {
  return VERDICTS.indexOf(other.verdict) - VERDICTS.indexOf(one.verdict) || nearness(other) - nearness(one);
}

/** What a reading says, such as `stands still for 78% of its time (mark 60%)`. */
export function readingToText(reading: Reading): string {
  const { unit, value, mark } = reading;
  const words = WORDS[reading.gate];
  if (unit === 'flag') return value === 1 ? words.good : words.bad;
  const subject = reading.verdict === 'passed' ? words.good : words.bad;
  return `${subject}: ${toAmount(value, unit)} (mark ${toAmount(mark, unit)})`;
}

export function toAmount(value: number, unit: GateUnit): string {
  switch (unit) {
    case 'share':
      return `${Math.round(value * 1000) / 10}%`;
    case 'seconds':
      return `${value.toFixed(2)} s`;
    case 'times':
      return `${value.toFixed(2)}x`;
    case 'score':
      return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
    case 'flag':
      return value === 1 ? 'yes' : 'no';
  }
}

/** The readings that were stored with a take; none of one that was stored before they were measured. */
export function readingsOf(facts: JsonObject | null): readonly TakeReading[] {
  const gates = facts?.['gates'];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the gate, under this name alone
  return Array.isArray(gates) ? (gates as unknown as readonly TakeReading[]) : [];
}

/** The gates of a take that were overruled. */
export function acceptedOf(facts: JsonObject | null): readonly AcceptedGate[] {
  const accepted = facts?.['accepted'];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the gate, under this name alone
  return Array.isArray(accepted) ? (accepted as unknown as readonly AcceptedGate[]) : [];
}

/** 1 is at the mark, more is beyond. */
function nearness({ value, mark, isBetter }: Reading): number {
  const [part, whole] = isBetter === 'below' ? [value, mark] : [mark, value];
  return whole === 0 ? (part === 0 ? 0 : Infinity) : part / whole;
}

const WORDS: Readonly<Record<TakeGate | SeamGate, { readonly good: string; readonly bad: string }>> = {
  stream: { good: 'holds what was asked for', bad: 'holds nothing of what was asked for' },
  decodes: { good: 'decodes to its end', bad: 'does not decode to its end' },
  length: { good: 'long enough', bad: 'too short for the film' },
  promised: { good: 'as long as asked for', bad: 'not as long as asked for' },
  whole: { good: 'as long as its container says', bad: 'shorter than its container says' },
  aspect: { good: 'the right shape', bad: 'another shape' },
  size: { good: 'large enough', bad: 'smaller than the film' },
  rate: { good: 'steady rate', bad: 'varying rate' },
  black: { good: 'black', bad: 'black for much of its time' },
  black_head: { good: 'black at its start', bad: 'black at its start' },
  black_tail: { good: 'black at its end', bad: 'black at its end' },
  frozen: { good: 'stands still', bad: 'stands still for much of its time' },
  cut: { good: 'hidden cut', bad: 'a hidden cut' },
  plain: { good: 'something to be seen', bad: 'nothing but one colour' },
  bars: { good: 'black bars', bad: 'black bars above and below' },
  steady: { good: 'steady light', bad: 'flickers' },
  start: { good: 'starts from the frame it was given', bad: 'starts from another frame than it was given' },
  end: { good: 'ends on the frame it was given', bad: 'ends on another frame than it was given' },
  jump: { good: 'another picture', bad: 'nearly the same picture on both sides of the cut' },
  ssim: { good: 'same picture', bad: 'another picture' },
  color: { good: 'same colours', bad: 'other colours' },
  content: { good: 'same content', bad: 'other content' },
  exposure: { good: 'same exposure', bad: 'a step in exposure' },
  saturation: { good: 'same saturation', bad: 'a step in saturation' },
  drift_exposure: { good: 'exposure as in the first of its chain', bad: 'exposure has drifted along its chain' },
  drift_saturation: { good: 'saturation as in the first of its chain', bad: 'colours have crept up along its chain' },
  drift_sharpness: { good: 'as sharp as the first of its chain', bad: 'sharpness was lost along its chain' },
};
