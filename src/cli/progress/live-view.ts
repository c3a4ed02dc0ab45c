import stringWidth from 'string-width';
import { standingOf, type Standing } from '../../engine/task-state.ts';
import { accountToText, countToText, durationToText } from '../amounts.ts';
import { toColumns, type Column } from '../columns.ts';
import { fitText, padText, toAscii, toDisplayText } from '../display-text.ts';
import type { Brush, Paint } from '../paint.ts';
import type { Glyphs } from './glyphs.ts';
import { doneShare, shotsOf, timeLeftMs, type ProgressState, type ShotProgress } from './progress-state.ts';
import { failureWords, taskWords } from './state-words.ts';
import { framesToMs, type Fps } from '../../model/time.ts';

export type LiveView = {
  readonly columns: number;
  readonly rows: number;
  readonly nowMs: number;
  readonly fps: Fps;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
};

const BAR_COLUMNS = 16;
/** Lines that are not shots: two of the header, two empty, one of the rest, one of the film, one for the cursor. */
const FRAME_ROWS = 7;
const START_COLUMNS: readonly Column[] = [
  { side: 'left', minColumns: 1, yields: 0 }, // sign
  { side: 'left', minColumns: 4, yields: 1 }, // shot
  { side: 'left', minColumns: 4, yields: 2, isOptional: true }, // what it does
];

/** The whole picture of a render as it is painted over itself: no line is wider, and no more lines are there, than fit. */
export function liveView(state: ProgressState, view: LiveView): string {
  const shots = shotsOf(state);
  const lines = [
    ...header(state, shots, view),
    '',
    ...shotLines(shots, view),
    restLine(shots, view),
    filmLine(state, view),
  ].filter((line) => line !== null);
  const text = lines.slice(0, Math.max(1, view.rows - 1)).join('\n');
  return view.glyphs.isAscii ? toAscii(text) : text;
}

function header(state: ProgressState, shots: readonly ShotProgress[], view: LiveView): readonly string[] {
  const { paint, glyphs } = view;
  const length = `${durationToText(framesToMs(state.frames, view.fps))}${glyphs.separator}${countToText(shots.length, 'shot')}`;
  const title = fitText(toDisplayText(state.title), view.columns - length.length - 2, glyphs.ellipsis);
  const stored = shots.filter((shot) => shot.standing === 'stored').length;
  const left = timeLeftMs(state, view.nowMs);
  // The film itself ends with checks that nobody can time: it is not all done before it says so.
  const share = state.render === 'running' ? Math.min(0.99, doneShare(state)) : doneShare(state);
  const facts = [
    accountToText(state.spentMicros, state.reservedMicros, glyphs.separator),
    durationToText(Math.max(0, view.nowMs - state.startedMs)),
    ...(state.render === 'stopping' ? ['stopping'] : left === null ? [] : [`about ${durationToText(left)} left`]),
  ].join(glyphs.separator);
  const numbers = `${percent(share)}  ${stored}/${shots.length}  ${facts}`;
  const withBar = `${bar(share, BAR_COLUMNS, glyphs)} ${numbers}`;
  return [
    title === '' ? fitText(length, view.columns, glyphs.ellipsis) : `${paint.bold(title)}  ${paint.dim(length)}`,
    stringWidth(withBar) <= view.columns ? withBar : fitText(numbers.trim(), view.columns, glyphs.ellipsis),
  ];
}

/** Shots with a line of their own: all, where there is room; otherwise those that run, failed, and just came in. */
function shotLines(shots: readonly ShotProgress[], view: LiveView): readonly string[] {
  const chosen = chooseShots(shots, roomFor(view));
  const brushes = brushesOf(view.paint);
  const starts = toColumns(
    chosen.map((shot) => startCells(shot, view)),
    START_COLUMNS,
    view.columns,
    {
      ellipsis: view.glyphs.ellipsis,
      paintCell: (text, row, column) => {
        const shot = chosen[row];
        return shot === undefined || column === 1 ? text : brushes[shot.standing](text);
      },
    },
  );
  const width = starts.reduce((most, start) => Math.max(most, stringWidth(start)), 0);
  return chosen.map((shot, index) => {
    const rest = restOfLine(shot, view.columns - width - 2, view);
    return rest === '' ? (starts[index] ?? '') : `${padText(starts[index] ?? '', width)}  ${rest}`;
  });
}

function roomFor(view: LiveView): number {
  return Math.max(1, view.rows - FRAME_ROWS);
}

function chooseShots(shots: readonly ShotProgress[], room: number): readonly ShotProgress[] {
  if (shots.length <= room) return shots;
  const rank: Readonly<Record<Standing, number>> = { failed: 1, running: 0, left_out: 2, stored: 3, waiting: 4 };
  const chosen = new Set(
    shots
      .filter((shot) => shot.standing === 'running' || shot.standing === 'failed')
      .toSorted((a, b) => rank[a.standing] - rank[b.standing])
      .slice(0, room),
  );
  return shots.filter((shot) => chosen.has(shot));
}

function startCells(shot: ShotProgress, view: LiveView): readonly string[] {
  const words = shot.standing === 'stored' ? (shot.isNew ? 'stored' : 'reused') : taskWords(shot.task);
  return [signOf(shot.standing, view.glyphs), shot.shot, words];
}

/** How far a running shot is, with which take of which model; why a failed one failed. As much of it as there is room for. */
function restOfLine(shot: ShotProgress, columns: number, view: LiveView): string {
  const { task, standing } = shot;
  if (standing === 'failed') return fitText(toDisplayText(failureWords(task)), columns, view.glyphs.ellipsis);
  if (standing !== 'running') return '';
  const share =
    task.done === null
      ? ' '.repeat(barColumns(view) + 5)
      : `${bar(task.done, barColumns(view), view.glyphs)} ${percent(task.done)}`;
  const made = [
    ...(task.take === null ? [] : [`take ${task.take}`]),
    ...(task.model === null ? [] : [task.model]),
  ].join('  ');
  if (stringWidth(share) > columns) return '';
  const room = columns - stringWidth(share) - 2;
  return made === '' || room < 8
    ? share.trimEnd()
    : `${share}  ${view.paint.dim(fitText(made, room, view.glyphs.ellipsis))}`;
}

function barColumns(view: LiveView): number {
  return view.columns >= 60 ? BAR_COLUMNS : 8;
}

/** `41 stored, 12 waiting`: the shots without a line. */
function restLine(shots: readonly ShotProgress[], view: LiveView): string | null {
  const chosen = new Set(chooseShots(shots, roomFor(view)));
  const rest = shots.filter((shot) => !chosen.has(shot));
  if (rest.length === 0) return null;
  const parts = (['stored', 'waiting', 'running', 'failed', 'left_out'] as const).flatMap((standing) => {
    const count = rest.filter((shot) => shot.standing === standing).length;
    return count === 0 ? [] : [`${count} ${standing === 'left_out' ? 'left out' : standing}`];
  });
  return view.paint.dim(
    fitText(`${view.glyphs.separator.trim()}  ${parts.join(', ')}`, view.columns, view.glyphs.ellipsis),
  );
}

/** What belongs to no shot: joins, music, sound and the film itself. */
function filmLine(state: ProgressState, view: LiveView): string | null {
  // A bridge is a take of its own between two shots: its conformed piece is the join.
  const seams = state.tasks.filter((task) => task.kind === 'seam' || (task.shot === null && task.kind === 'conform'));
  const others = state.tasks.filter((task) => task.kind === 'music' || task.kind === 'sound' || task.kind === 'film');
  const joined = seams.filter((task) => standingOf(task.state) === 'stored').length;
  const parts = [
    ...(seams.length === 0 ? [] : [`joins ${joined}/${seams.length}`]),
    ...others
      .filter((task) => standingOf(task.state) !== 'waiting')
      .map((task) => `${task.kind} ${taskWords(task)}${task.done === null ? '' : ` ${percent(task.done)}`}`),
  ];
  if (parts.length === 0) return null;
  const failed = [...seams, ...others].some((task) => standingOf(task.state) === 'failed');
  const text = fitText(`   ${parts.join(view.glyphs.separator)}`, view.columns, view.glyphs.ellipsis);
  return failed ? view.paint.red(text) : view.paint.dim(text);
}

function bar(share: number, columns: number, glyphs: Glyphs): string {
  const full = Math.round(share * columns);
  return glyphs.full.repeat(full) + glyphs.empty.repeat(columns - full);
}

/** Never 100 % before everything is done. */
function percent(share: number): string {
  return `${String(Math.floor(share * 100)).padStart(3)}%`;
}

function signOf(standing: Standing, glyphs: Glyphs): string {
  const signs: Readonly<Record<Standing, string>> = {
    stored: glyphs.stored,
    running: glyphs.running,
    waiting: glyphs.waiting,
    failed: glyphs.failed,
    left_out: glyphs.leftOut,
  };
  return signs[standing];
}

function brushesOf(paint: Paint): Readonly<Record<Standing, Brush>> {
  return { stored: paint.green, running: paint.cyan, waiting: paint.dim, failed: paint.red, left_out: paint.yellow };
}
