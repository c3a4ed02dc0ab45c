import { sha256 } from '../base/hash.ts';
import { toCanonicalJson, type JsonObject } from '../base/json.ts';
import type { FrameComparison } from '../media/media.ts';
import { readingToText, worstOf, type SeamGate, type SeamReading, type SeamReport } from '../model/gate.ts';
import { toId, type ShotId, type TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { findResult, saveResult } from '../store/results.ts';
import { conformResult } from './conform.ts';
import { findTask, type Crew } from './crew.ts';
import { MARKS } from './gate-marks.ts';
import { ifMade } from './not-made.ts';
import { findSelect, requireBlob } from './results.ts';
import { findAccepted } from './upstream.ts';

/**
 * Measures every cut from a shot to the one that goes on from its last frame, and plain cuts inside a scene, once for each
 * pair of pieces. What a viewer would see as a cut is told, and nothing is shot again because of it.
 */
export async function measureSeams(crew: Crew, signal: AbortSignal): Promise<readonly SeamReport[]> {
  const measured: SeamReport[] = [];
  for (const { from, to, isContinued } of cutsOf(crew.plan)) {
    if (!isContinued && ((await isDrawn(crew, from)) || (await isDrawn(crew, to)))) continue;
    const [before, after] = await Promise.all([bodyOf(crew, from), bodyOf(crew, to)]);
    if (before === null || after === null) continue;
    const key = sha256(toCanonicalJson({ kind: 'seam_gate', before, after }));
    const known = measuredOf(await findResult(crew.workspace.db, key));
    const comparison =
      known ??
      (await crew.media.compareFrames(
        {
          size: crew.house.size,
          before: { file: crew.workspace.blobs.path(before), edge: 'last' },
          after: { file: crew.workspace.blobs.path(after), edge: 'first' },
        },
        signal,
      ));
    if (known === null)
      await saveResult(
        crew.workspace.db,
        key,
        'seam_gate',
        { blobs: {}, measured: { ...comparison } },
        crew.clock.nowMs(),
      );
    measured.push({ from, to, readings: isContinued ? judgeSeam(comparison) : [judgeJump(comparison)] });
  }
  const reports = excuseAccepted(measured, await findAccepted(crew.workspace.db, crew.plan, crew.accepts));
  warn(crew, reports);
  return reports;
}

/** The verdicts on the frames at either side of a seam that is to go unseen. Pure. */
export function judgeSeam({ ssim, deltaE, content }: FrameComparison): readonly SeamReading[] {
  return [judge('ssim', ssim, 'above'), judge('color', deltaE, 'below'), judge('content', content, 'below')];
}

/** Seams that a person accepted are beyond no mark any more, and say so. */
export function excuseAccepted(seams: readonly SeamReport[], accepted: ReadonlySet<string>): readonly SeamReport[] {
  return seams.map((seam) =>
    accepted.has(seam.to) ? { ...seam, readings: seam.readings.map((reading) => excuse(reading)) } : seam,
  );
}

/** The verdict on a plain cut inside a scene. Pure. */
export function judgeJump({ ssim }: FrameComparison): SeamReading {
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

type MeasuredCut = { readonly from: ShotId; readonly to: ShotId; readonly isContinued: boolean };

/** Plain cuts that are to go unseen, and those inside a scene, which are to be seen. */
function cutsOf({ shots, joins }: Plan): readonly MeasuredCut[] {
  const plain = new Set(joins.flatMap(({ from, to, join }) => (join.kind === 'cut' ? `${from} ${to}` : [])));
  return shots.flatMap(({ id: to, start, scene, picture }, index): readonly MeasuredCut[] => {
    if (start.kind === 'continue' || start.kind === 'extend')
      return plain.has(`${start.from} ${to}`) ? [{ from: start.from, to, isContinued: true }] : [];
    const before = shots[index - 1];
    const isInside = before?.scene === scene && before.picture.kind === 'scene' && picture.kind === 'scene';
    return isInside && plain.has(`${before.id} ${to}`) ? [{ from: before.id, to, isContinued: false }] : [];
  });
}

/** Drawings of one place look alike, and are meant to. */
async function isDrawn(crew: Crew, shot: ShotId): Promise<boolean> {
  const take = await findSelect(crew.workspace.db, crew.plan.name, findTask(crew, toId<TaskId>(`take:${shot}`)));
  return take?.ref.provider === 'animatic';
}

async function bodyOf(crew: Crew, shot: ShotId) {
  const task = toId<TaskId>(`conform:${shot}`);
  const result = await ifMade(conformResult(crew, findTask(crew, task)));
  return result === null ? null : requireBlob(result, 'body', task);
}

function judge(gate: Exclude<SeamGate, 'jump'>, value: number, isBetter: 'above' | 'below'): SeamReading {
  const { pass, fail } = MARKS.seam[gate];
  const isBeyond = (mark: number): boolean => (isBetter === 'above' ? value < mark : value > mark);
  const verdict = isBeyond(fail) ? 'failed' : isBeyond(pass) ? 'warned' : 'passed';
  const mark = verdict === 'failed' ? fail : pass;
  return { gate, value: Number(value.toFixed(4)), unit: 'score', mark, isBetter, verdict, note: null };
}

function measuredOf(result: JsonObject | null): FrameComparison | null {
  const measured = result?.['measured'];
  if (typeof measured !== 'object' || measured === null || Array.isArray(measured)) return null;
  if (!('ssim' in measured && 'deltaE' in measured && 'content' in measured)) return null;
  const { ssim, deltaE, content } = measured;
  return typeof ssim === 'number' && typeof deltaE === 'number' && typeof content === 'number'
    ? { ssim, deltaE, content }
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
