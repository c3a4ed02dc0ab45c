import { sha256 } from '../base/hash.ts';
import { toCanonicalJson, type Json, type JsonObject } from '../base/json.ts';
import type { FrameComparison } from '../media/media.ts';
import { readingToText, worstOf, type SeamReading, type SeamReport } from '../model/gate.ts';
import { toId, type ShotId, type TaskId } from '../model/ids.ts';
import { findResult, saveResult } from '../store/results.ts';
import { conformResult } from './conform.ts';
import { findTask, type Crew } from './crew.ts';
import { MARKS } from './gate-marks.ts';
import { judgeDrift, judgeGrade } from './grade-gate.ts';
import { ifMade } from './not-made.ts';
import { EDGES, pairsOf, type MeasuredPair } from './measured-pairs.ts';
import { findSelect, requireBlob } from './results.ts';
import { findAccepted } from './upstream.ts';

/**
 * Measures every cut from a shot to the one that goes on from its last frame, plain cuts inside a scene, and where the grade
 * is to hold: between shots that match, and along a chain; once for each pair of pieces. What a viewer would see as a cut is
 * told, and nothing is shot again because of it.
 */
export async function measureSeams(crew: Crew, signal: AbortSignal): Promise<readonly SeamReport[]> {
  const measured: SeamReport[] = [];
  for (const pair of pairsOf(crew.plan)) {
    // Drawings of one place look alike, and are meant to; their grade is the storyboard's.
    if (pair.kind !== 'continued' && ((await isDrawn(crew, pair.from)) || (await isDrawn(crew, pair.to)))) continue;
    const comparison = await comparePair(crew, pair, signal);
    if (comparison !== null)
      measured.push({ from: pair.from, to: pair.to, readings: judgePair(pair.kind, comparison) });
  }
  const reports = excuseAccepted(
    togetherBySides(measured),
    await findAccepted(crew.workspace.db, crew.plan, crew.accepts),
  );
  warn(crew, reports);
  return reports;
}

/** Null where one of the two was not made. */
async function comparePair(crew: Crew, pair: MeasuredPair, signal: AbortSignal): Promise<FrameComparison | null> {
  const [before, after] = await Promise.all([bodyOf(crew, pair.from), bodyOf(crew, pair.to)]);
  if (before === null || after === null) return null;
  const edges = EDGES[pair.kind];
  const key = sha256(toCanonicalJson({ kind: 'seam_gate', version: 2, before, after, edges }));
  const known = measuredOf(await findResult(crew.workspace.db, key));
  if (known !== null) return known;
  const comparison = await crew.media.compareFrames(
    {
      size: crew.house.size,
      before: { file: crew.workspace.blobs.path(before), edge: edges.before },
      after: { file: crew.workspace.blobs.path(after), edge: edges.after },
    },
    signal,
  );
  const result = { blobs: {}, measured: { ...comparison } };
  await saveResult(crew.workspace.db, key, 'seam_gate', result, crew.clock.nowMs());
  return comparison;
}

function judgePair(kind: MeasuredPair['kind'], comparison: FrameComparison): readonly SeamReading[] {
  switch (kind) {
    case 'continued':
      return [...judgeSeam(comparison), ...judgeGrade(comparison)];
    case 'cut':
      return [judgeJump(comparison)];
    case 'matched':
      return judgeGrade(comparison);
    case 'chained':
      return judgeDrift(comparison);
  }
}

/** Two shots are one seam, whatever was measured of them. */
function togetherBySides(measured: readonly SeamReport[]): readonly SeamReport[] {
  const seams = new Map<string, SeamReport>();
  for (const { from, to, readings } of measured) {
    const sides = `${from} ${to}`;
    seams.set(sides, { from, to, readings: [...(seams.get(sides)?.readings ?? []), ...readings] });
  }
  return [...seams.values()];
}

/** The verdicts on the frames at either side of a seam that is to go unseen. Pure. */
export function judgeSeam({
  ssim,
  deltaE,
  content,
}: Pick<FrameComparison, 'ssim' | 'deltaE' | 'content'>): readonly SeamReading[] {
  return [judge('ssim', ssim, 'above'), judge('color', deltaE, 'below'), judge('content', content, 'below')];
}

/** Seams that a person accepted are beyond no mark any more, and say so. */
export function excuseAccepted(seams: readonly SeamReport[], accepted: ReadonlySet<string>): readonly SeamReport[] {
  return seams.map((seam) =>
    accepted.has(seam.to) ? { ...seam, readings: seam.readings.map((reading) => excuse(reading)) } : seam,
  );
}

/** The verdict on a plain cut inside a scene. Pure. */
export function judgeJump({ ssim }: Pick<FrameComparison, 'ssim'>): SeamReading {
  const { warn } = MARKS.jump;
  const verdict = ssim > warn ? 'warned' : 'passed';
  return {
    gate: 'jump',
    value: Number(ssim.toFixed(4)),
    unit: 'score',
    mark: warn,
    isBetter: 'below',
    verdict,
    note: null,
  };
}

/** The seams of a film as its row keeps them. */
export function seamsOf(facts: JsonObject): readonly SeamReport[] {
  const { seams } = facts;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written with the film, under this name alone
  return Array.isArray(seams) ? (seams as unknown as readonly SeamReport[]) : [];
}

function excuse(reading: SeamReading): SeamReading {
  return reading.verdict === 'passed' ? reading : { ...reading, verdict: 'excused', note: 'accepted as it is' };
}

async function isDrawn(crew: Crew, shot: ShotId): Promise<boolean> {
  const take = await findSelect(crew.workspace.db, crew.plan, findTask(crew, toId<TaskId>(`take:${shot}`)));
  return take?.ref.provider === 'animatic';
}

async function bodyOf(crew: Crew, shot: ShotId) {
  const task = toId<TaskId>(`conform:${shot}`);
  const result = await ifMade(conformResult(crew, findTask(crew, task)));
  return result === null ? null : requireBlob(result, 'body', task);
}

function judge(gate: keyof typeof MARKS.seam, value: number, isBetter: 'above' | 'below'): SeamReading {
  const { pass, fail } = MARKS.seam[gate];
  const isBeyond = (mark: number): boolean => (isBetter === 'above' ? value < mark : value > mark);
  const verdict = isBeyond(fail) ? 'failed' : isBeyond(pass) ? 'warned' : 'passed';
  const mark = verdict === 'failed' ? fail : pass;
  return { gate, value: Number(value.toFixed(4)), unit: 'score', mark, isBetter, verdict, note: null };
}

function measuredOf(result: JsonObject | null): FrameComparison | null {
  const measured = result?.['measured'];
  if (typeof measured !== 'object' || measured === null) return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read value by value right below
  const values = measured as Partial<Readonly<Record<keyof FrameComparison, Json>>>;
  const { ssim, deltaE, content, lightness, chroma, sharpness } = values;
  return typeof ssim === 'number' &&
    typeof deltaE === 'number' &&
    typeof content === 'number' &&
    typeof lightness === 'number' &&
    typeof chroma === 'number' &&
    typeof sharpness === 'number'
    ? { ssim, deltaE, content, lightness, chroma, sharpness }
    : null;
}

function warn(crew: Crew, reports: readonly SeamReport[]): void {
  for (const { from, to, readings } of reports) {
    if (worstOf(readings) !== 'failed') continue;
    const words = readings.filter(({ verdict }) => verdict === 'failed').map(readingToText);
    crew.onWarning(
      'seam_differs',
      `${to} goes on from ${from}, but a viewer sees a cut: ${words.join('; ')}. Shoot ${to} again (\`longtake retake\`), join them with a bridge or a dissolve, or leave it as it is (\`longtake accept\`).`,
    );
  }
}
