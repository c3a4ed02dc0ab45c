import type { FrameComparison } from '../media/media.ts';
import type { SeamGate, SeamReading } from '../model/gate.ts';
import { MARKS } from './gate-marks.ts';

/** The verdicts on a step of the grade between two shots that are to show one light. They only warn. Pure. */
export function judgeGrade({
  lightness,
  chroma,
}: Pick<FrameComparison, 'lightness' | 'chroma'>): readonly SeamReading[] {
  const { exposure, saturation } = MARKS.grade;
  return [
    doubt('exposure', Math.abs(lightness), exposure, 'score'),
    doubt('saturation', Math.max(chroma, 1 / chroma), saturation, 'times'),
  ];
}

/** The verdicts on what a chain has become since its first shot: every link inherits what the one before lost. Pure. */
export function judgeDrift({
  lightness,
  chroma,
  sharpness,
}: Pick<FrameComparison, 'lightness' | 'chroma' | 'sharpness'>): readonly SeamReading[] {
  const { drift } = MARKS;
  return [
    doubt('drift_exposure', Math.abs(lightness), drift.exposure, 'score'),
    doubt('drift_saturation', chroma, drift.saturation, 'times'),
    doubt('drift_sharpness', sharpness, drift.sharpness, 'times', 'above'),
  ];
}

function doubt(
  gate: SeamGate,
  value: number,
  mark: number,
  unit: SeamReading['unit'],
  isBetter: SeamReading['isBetter'] = 'below',
): SeamReading {
  const isBeyond = isBetter === 'below' ? value > mark : value < mark;
  const verdict = isBeyond ? 'warned' : 'passed';
  return { gate, value: Number(value.toFixed(4)), unit, mark, isBetter, verdict, note: null };
}
