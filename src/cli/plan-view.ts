import type { Outlook, TaskOutlook } from '../engine/api.ts';
import type { ShotId } from '../model/ids.ts';
import { listRefusals } from '../films/refusals.ts';
import { modelsTable } from './plan-models.ts';
import { moneyToText } from '../model/money.ts';
import type { Plan, Task } from '../model/plan.ts';
import { fpsToText, framesToMs, toTimecode } from '../model/time.ts';
import { countToText, durationToText } from './amounts.ts';
import { toColumns, type Column } from './columns.ts';
import { fitText, toAscii, toDisplayText, wrapText } from './display-text.ts';
import { secondsToText, shotTable, type PlanView } from './plan-shot-table.ts';

/** The plan as a table that people read before anything is made: the film, every shot, every line, and what was assumed. */
export function planLines(plan: Plan, outlook: Outlook, view: PlanView): readonly string[] {
  const lines = [
    ...header(plan, outlook, view),
    ...shotTable(plan, outlook, view),
    ...speechTable(plan, view),
    ...modelsTable(plan, view),
    ...taskSummary(plan, outlook, view),
    ...assumptions(plan, view),
    ...refusals(plan, outlook, view),
  ];
  return view.glyphs.isAscii ? lines.map(toAscii) : lines;
}

function header(plan: Plan, outlook: Outlook, view: PlanView): readonly string[] {
  const { film } = plan;
  const { paint, glyphs } = view;
  const facts = [
    `${durationToText(framesToMs(film.frames, film.fps))} (${toTimecode(film.frames, film.fps)})`,
    countToText(film.frames, 'frame'),
    `${film.size.width}x${film.size.height}`,
    `${fpsToText(film.fps)} fps`,
    countToText(plan.shots.length, 'shot'),
    priceOf(plan, outlook),
  ];
  return [
    `${paint.bold(fitText(toDisplayText(plan.title), view.columns, glyphs.ellipsis))}${plan.preview ? paint.dim('  preview') : ''}`,
    ...wrapFacts(facts, glyphs.separator, view.columns),
  ];
}

/** `free`, `about $4.20`, `about $4.20, $1.10 of it still to be spent`, `price unknown`. */
function priceOf(plan: Plan, outlook: Outlook): string {
  const unpriced = outlook.tasks.filter((task) => !task.isPriced).length;
  if (plan.costMicros === 0) return unpriced === 0 ? 'free' : 'price unknown';
  return `${knownPriceOf(plan, outlook)}${unpriced === 0 ? '' : ` and ${countToText(unpriced, 'unknown price')}`}`;
}

function knownPriceOf(plan: Plan, outlook: Outlook): string {
  const budget = plan.budgetMicros === null ? null : moneyToText(plan.budgetMicros);
  const total = `about ${moneyToText(plan.costMicros)}`;
  if (outlook.costMicros === plan.costMicros) return budget === null ? total : `${total} of a budget of ${budget}`;
  const left = outlook.costMicros === 0 ? 'all' : moneyToText(outlook.costMicros);
  const words = `${total}, ${left} of it ${outlook.costMicros === 0 ? '' : 'still to be '}spent`;
  return budget === null ? words : `${words}; budget ${budget}`;
}

const SPEECH_COLUMNS: readonly Column[] = [
  { side: 'right', minColumns: 5, yields: 0 }, // at
  { side: 'left', minColumns: 4, yields: 3, isOptional: true }, // shot
  { side: 'left', minColumns: 6, yields: 1 }, // who
  { side: 'right', minColumns: 5, yields: 0 }, // slot
  { side: 'left', minColumns: 8, yields: 4 }, // words
];

function speechTable(plan: Plan, view: PlanView): readonly string[] {
  if (plan.speech.length === 0) return [];
  const { fps } = plan.film;
  const rows = plan.speech.map((line) => [
    durationToText(framesToMs(line.fromFrame, fps)),
    line.shot,
    [toDisplayText(line.name), ...(line.place === 'on' ? [] : [`(${line.place})`])].join(' '),
    secondsToText(line.frames, fps),
    toDisplayText(line.words),
  ]);
  const lines = toColumns([['at', 'shot', 'who', 'slot', 'says'], ...rows], SPEECH_COLUMNS, view.columns - 2, {
    ellipsis: view.glyphs.ellipsis,
    paintCell: (text, row, column) => {
      if (row === 0) return view.paint.dim(text);
      const line = plan.speech[row - 1];
      const isTight = line !== undefined && line.estimatedMs > framesToMs(line.frames, fps);
      return column === 3 && isTight ? view.paint.yellow(text) : column === 1 ? view.paint.cyan(text) : text;
    },
  });
  return ['', view.paint.bold('Speech'), ...lines.map((line) => `  ${line}`)];
}

/** How many of everything, then what of it costs time or money now: derived work follows by itself. */
function taskSummary(plan: Plan, outlook: Outlook, view: PlanView): readonly string[] {
  const kinds = new Map(plan.tasks.map((task) => [task.id, task.kind]));
  const ofVerdict = (verdict: TaskOutlook['verdict']): string =>
    countKinds(outlook.tasks.filter((task) => task.verdict === verdict).map((task) => kinds.get(task.task) ?? 'take'));
  const make = ofVerdict('make');
  const reuse = ofVerdict('reuse');
  const rows = [
    ['all', countKinds(plan.tasks.map((task) => task.kind))],
    ...(outlook.isComplete ? [['make', 'nothing: the film is complete']] : make === '' ? [] : [['make', make]]),
    ...(reuse === '' ? [] : [['reuse', reuse]]),
  ];
  return [
    '',
    view.paint.bold('Tasks'),
    ...rows.flatMap(([name = '', text = '']) =>
      wrapText(text, view.columns - 9).map((line, index) => `  ${index === 0 ? name.padEnd(5) : '     '}  ${line}`),
    ),
  ];
}

function countKinds(kinds: readonly Task['kind'][]): string {
  const counts = new Map<Task['kind'], number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => (kind === 'sound' || kind === 'film' || kind === 'music' ? kind : countToText(count, kind)))
    .join(', ');
}

/** What nobody wrote down and the plan took for granted, then what the plan wants to say. */
function assumptions(plan: Plan, view: PlanView): readonly string[] {
  const shots = new Map<string, ShotId[]>();
  for (const shot of plan.shots) {
    for (const text of shot.defaults) {
      // What a scene or a set-up says was written, only elsewhere.
      if (/\((?:scene|set-up) [^)]*\)$/u.test(text)) continue;
      const list = shots.get(text);
      if (list === undefined) shots.set(text, [shot.id]);
      else list.push(shot.id);
    }
  }
  const taken = [...shots].map(([text, ids]) =>
    ids.length === plan.shots.length
      ? text
      : ids.length > 3
        ? `${text} (${ids.length} shots)`
        : `${text} (${ids.join(', ')})`,
  );
  const defaults =
    taken.length === 0
      ? []
      : [
          '',
          view.paint.bold('Not written, so taken'),
          ...wrapText(taken.join(view.glyphs.separator), view.columns - 2).map((line) => view.paint.dim(`  ${line}`)),
        ];
  const statements = plan.statements.flatMap((statement) => {
    const text = toDisplayText(`${statement.shot === null ? '' : `${statement.shot}: `}${statement.text}`);
    const [first = '', ...rest] = wrapText(text, view.columns - 4);
    const sign = statement.kind === 'warning' ? view.paint.yellow('!') : view.paint.dim('-');
    return [`  ${sign} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return [...defaults, ...(statements.length === 0 ? [] : ['', view.paint.bold('Notes'), ...statements])];
}

/** What `render` will refuse or leave out, while nothing is spent yet. */
function refusals(plan: Plan, outlook: Outlook, view: PlanView): readonly string[] {
  return listRefusals(plan, outlook).flatMap((text) => {
    const [first = '', ...rest] = wrapText(toDisplayText(text), view.columns - 4);
    return [`  ${view.paint.yellow('!')} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
}

function wrapFacts(facts: readonly string[], separator: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const fact of facts.flatMap((one) => wrapText(one, columns))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + separator.length + fact.length <= columns)
      lines[lines.length - 1] = `${last}${separator}${fact}`;
    else lines.push(fact);
  }
  return lines;
}
