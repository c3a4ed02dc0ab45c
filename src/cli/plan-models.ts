import type { Plan, Task, TaskKind } from '../model/plan.ts';
import { countToText } from './amounts.ts';
import { toColumns, type Column } from './columns.ts';
import type { PlanView } from './plan-shot-table.ts';

/** Which model makes what, why that one, and which come after it when it fails. */
export function modelsTable(plan: Plan, view: PlanView): readonly string[] {
  const groups = new Map<string, { readonly cells: readonly [string, string, string]; readonly tasks: Task[] }>();
  for (const task of plan.tasks) {
    const [first, ...others] = task.ladder;
    if (first === undefined) continue;
    const next = others.length === 0 ? '' : others.map((choice) => choice.model).join(', ');
    const cells = [first.model, first.reason, next] as const;
    const key = JSON.stringify(cells);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cells: [...cells], tasks: [task] });
    else group.tasks.push(task);
  }
  if (groups.size === 0) return [];
  const rows = [...groups.values()].map(({ cells: [model, reason, next], tasks }) => [
    model,
    madeText(tasks),
    reason,
    next,
  ]);
  const hasNext = rows.some((row) => row[3] !== '');
  const shown = [['model', 'makes', 'because', 'then'], ...rows].map((row) => (hasNext ? row : row.slice(0, 3)));
  const lines = toColumns(shown, hasNext ? COLUMNS : COLUMNS.slice(0, 3), view.columns - 2, {
    ellipsis: view.glyphs.ellipsis,
    paintCell: (text, row, column) => (row === 0 || column > 1 ? view.paint.dim(text) : text),
  });
  return ['', view.paint.bold('Models'), ...lines.map((line) => `  ${line}`)];
}

const COLUMNS: readonly Column[] = [
  { side: 'left', minColumns: 8, yields: 1 }, // model
  { side: 'left', minColumns: 10, yields: 3 }, // makes
  { side: 'left', minColumns: 12, yields: 4 }, // because
  { side: 'left', minColumns: 8, yields: 2, isOptional: true }, // then
];

/** Few shots by name, many by number: `climb, release`, `7 shots, 7 keyframes`. */
function madeText(tasks: readonly Task[]): string {
  const kinds = Map.groupBy(tasks, (task) => task.kind);
  return [...kinds]
    .map(([kind, ofKind]) => (kind === 'take' && ofKind.length <= NAMED ? names(ofKind) : counted(kind, ofKind.length)))
    .join(', ');
}

const NAMED = 4;

function names(tasks: readonly Task[]): string {
  return tasks.map((task) => task.shot ?? task.title).join(', ');
}

function counted(kind: TaskKind, count: number): string {
  return kind === 'music' ? 'music' : countToText(count, kind === 'take' ? 'shot' : kind);
}
