import type { Outlook, TaskOutlook } from '../engine/api.ts';
import type { CameraMove } from '../model/camera.ts';
import type { Picture } from '../model/generation.ts';
import type { SceneId, ShotId } from '../model/ids.ts';
import { moneyToText } from '../model/money.ts';
import type { JoinPlan, Plan, ShotPlan, StartPlan, Task } from '../model/plan.ts';
import { fpsToText, framesToMs, framesToSeconds, toTimecode, type Fps } from '../model/time.ts';
import { countToText, durationToText } from './amounts.ts';
import { toColumns, type Column } from './columns.ts';
import { fitText, toAscii, toDisplayText, wrapText } from './display-text.ts';
import type { Paint } from './paint.ts';
import type { Glyphs } from './progress/glyphs.ts';

export type PlanView = { readonly paint: Paint; readonly glyphs: Glyphs; readonly columns: number };

/** The plan as a table that people read before anything is made: the film, every shot, every line, and what was assumed. */
export function planLines(plan: Plan, outlook: Outlook, view: PlanView): readonly string[] {
  const lines = [
    ...header(plan, outlook, view),
    ...shotTable(plan, outlook, view),
    ...speechTable(plan, view),
    ...taskSummary(plan, outlook, view),
    ...assumptions(plan, view),
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

/** `free`, `about $4.20`, `about $4.20, of which $1.10 is still to be spent`. */
function priceOf(plan: Plan, outlook: Outlook): string {
  const budget = plan.budgetMicros === null ? '' : ` of a budget of ${moneyToText(plan.budgetMicros)}`;
  if (plan.costMicros === 0)
    return plan.tasks.some((task) => priceKindOf(task) === 'unknown') ? 'price not known' : 'free';
  const total = `about ${moneyToText(plan.costMicros)}${budget}`;
  if (outlook.costMicros === plan.costMicros) return total;
  return outlook.costMicros === 0
    ? `${total}, all of it spent`
    : `${total}, ${moneyToText(outlook.costMicros)} of it still to be spent`;
}

function priceKindOf(task: Task): 'free' | 'known' | 'unknown' {
  const choice = task.ladder[0];
  if (choice === undefined || choice.provider === 'animatic' || choice.provider === 'clip') return 'free';
  return choice.costMicros === 0 ? 'unknown' : 'known';
}

const SHOT_COLUMNS: readonly Column[] = [
  { side: 'left', minColumns: 4, yields: 1 }, // shot
  { side: 'left', minColumns: 6, yields: 6 }, // picture
  { side: 'right', minColumns: 5, yields: 0 }, // length
  { side: 'left', minColumns: 6, yields: 4 }, // start
  { side: 'left', minColumns: 6, yields: 3 }, // join
  { side: 'left', minColumns: 0, yields: 8 }, // model
  { side: 'right', minColumns: 4, yields: 0 }, // price
  { side: 'left', minColumns: 5, yields: 7 }, // what happens
];
const TABLE_HEAD = ['shot', 'picture', 'length', 'starts from', 'then', 'model', 'price', 'what happens'];

function shotTable(plan: Plan, outlook: Outlook, view: PlanView): readonly string[] {
  const joins = new Map(plan.joins.map((join) => [join.from, join]));
  const outlooks = new Map(outlook.tasks.map((task) => [task.task, task]));
  const byShot = groupByShot(plan.tasks);
  const rows = plan.shots.map((shot) =>
    shotCells(shot, joins.get(shot.id) ?? null, byShot.get(shot.id) ?? [], outlooks, plan.film.fps),
  );
  // Set together, so that the columns stand under each other through all scenes.
  const [head = '', ...lines] = toColumns([TABLE_HEAD, ...rows], SHOT_COLUMNS, view.columns - 2, {
    ellipsis: view.glyphs.ellipsis,
    paintCell: (text, row, column) => paintShotCell(text, row, column, view.paint),
  });
  const printed = ['', `  ${head}`];
  let scene: SceneId | null = null;
  for (const [index, shot] of plan.shots.entries()) {
    if (shot.scene !== scene) {
      scene = shot.scene;
      const heading = toDisplayText(shot.picture.heading ?? `Scene ${shot.scene}`);
      printed.push('', view.paint.bold(fitText(heading, view.columns, view.glyphs.ellipsis)));
    }
    printed.push(`  ${lines[index] ?? ''}`);
  }
  return printed;
}

function paintShotCell(text: string, row: number, column: number, paint: Paint): string {
  if (row === 0) return paint.dim(text);
  if (column === 0) return paint.cyan(text);
  if (column === 7) return text.startsWith('reuse') ? paint.green(text) : text;
  return column === 3 || column === 5 ? paint.dim(text) : text;
}

function shotCells(
  shot: ShotPlan,
  join: JoinPlan | null,
  tasks: readonly Task[],
  outlooks: ReadonlyMap<string, TaskOutlook>,
  fps: Fps,
): readonly string[] {
  const cost = tasks.reduce((sum, task) => sum + (task.ladder[0]?.costMicros ?? 0) * task.takes, 0);
  const isUnknown = tasks.some((task) => priceKindOf(task) === 'unknown');
  return [
    shot.id,
    pictureWords(shot.picture, shot.start),
    secondsToText(shot.frames, fps),
    startWords(shot),
    join === null ? 'end' : joinWords(join, fps),
    shot.ladder
      .map((choice) => choice.model)
      .slice(0, 1)
      .join(''),
    cost === 0 && isUnknown ? 'unknown' : moneyToText(cost),
    whatHappens(shot, tasks, outlooks),
  ];
}

/** `wide low, dolly in slow`; a card says its text. */
function pictureWords(picture: Picture, start: StartPlan): string {
  if (picture.kind === 'card') return `card "${toDisplayText(picture.title ?? '')}"`;
  if (start.kind === 'clip') return 'own footage';
  const frame = [
    picture.framing.size,
    ...(picture.framing.angle === 'eye' ? [] : [picture.framing.angle]),
    ...(picture.framing.lensMm === null ? [] : [`${picture.framing.lensMm}mm`]),
  ].join(' ');
  if (picture.kind === 'still') return `${frame}, held`;
  return picture.camera.move === 'static' ? frame : `${frame}, ${cameraWords(picture.camera)}`;
}

function cameraWords(camera: CameraMove): string {
  const move = camera.move.replace('_', ' ');
  return camera.speed === 'medium' ? move : `${move} ${camera.speed}`;
}

function startWords(shot: ShotPlan): string {
  const { start, end } = shot;
  const to = end === null ? '' : `, to ${end.kind === 'keyframe' ? end.of : end.file}`;
  switch (start.kind) {
    case 'keyframe':
    case 'text':
    case 'card':
      return `${start.kind}${to}`;
    case 'clip':
      return `clip${to}`;
    case 'match':
      return `match ${start.keyframeOf}${to}`;
    case 'continue':
    case 'extend':
      return `${start.kind} ${start.from}${to}`;
    case 'anchor':
      return `anchor after ${start.from}${to}`;
    case 'image':
      return `image ${start.file}${to}`;
  }
}

function joinWords(join: JoinPlan, fps: Fps): string {
  const length = secondsToText(join.frames, fps);
  switch (join.join.kind) {
    case 'cut':
      return 'cut';
    case 'wipe':
      return `wipe ${join.join.direction} ${length}`;
    case 'fade':
      return `fade ${join.join.color} ${length}`;
    case 'dissolve':
    case 'morph':
    case 'bridge':
      return `${join.join.kind} ${length}`;
  }
}

/** The take's verdict speaks for the shot; a reused take whose keyframe or voice is made again says so. */
function whatHappens(shot: ShotPlan, tasks: readonly Task[], outlooks: ReadonlyMap<string, TaskOutlook>): string {
  const takes = shot.takes === 1 ? '' : `${shot.takes} takes, `;
  const verdicts = tasks.flatMap((task) => outlooks.get(task.id) ?? []);
  const take = tasks.find((task) => task.kind === 'take' || task.kind === 'conform');
  const own = take === undefined ? undefined : outlooks.get(take.id);
  if (own === undefined) return '';
  const others = tasks.filter((task) => task.kind !== 'conform' && outlooks.get(task.id)?.verdict === 'make');
  if (own.verdict === 'make') return `make: ${takes}${own.reason}`;
  const kinds = [...new Set(others.map((task) => task.kind))];
  return kinds.length === 0 || verdicts.length === 0 ? `reuse: ${own.reason}` : `reuse, make ${kinds.join(' and ')}`;
}

const SPEECH_COLUMNS: readonly Column[] = [
  { side: 'right', minColumns: 5, yields: 0 }, // at
  { side: 'left', minColumns: 0, yields: 3 }, // shot
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

function taskSummary(plan: Plan, outlook: Outlook, view: PlanView): readonly string[] {
  const kinds = new Map<string, number>();
  for (const task of plan.tasks) kinds.set(task.kind, (kinds.get(task.kind) ?? 0) + 1);
  const reused = outlook.tasks.filter((task) => task.verdict === 'reuse').length;
  const made = outlook.tasks.length - reused;
  const parts = [...kinds].map(([kind, count]) =>
    kind === 'sound' || kind === 'film' || kind === 'music' ? kind : countToText(count, kind),
  );
  const summary = outlook.isComplete
    ? 'complete: nothing to make'
    : `${made} to make${reused === 0 ? '' : `, ${reused} reused`}`;
  return [
    '',
    `${view.paint.bold('Tasks')}  ${summary}`,
    ...wrapText(parts.join(', '), view.columns - 2).map((line) => view.paint.dim(`  ${line}`)),
  ];
}

/** What nobody wrote down and the plan took for granted, then what the plan wants to say. */
function assumptions(plan: Plan, view: PlanView): readonly string[] {
  const shots = new Map<string, ShotId[]>();
  for (const shot of plan.shots) {
    for (const text of shot.defaults) {
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

function groupByShot(tasks: readonly Task[]): ReadonlyMap<ShotId, readonly Task[]> {
  const groups = new Map<ShotId, Task[]>();
  for (const task of tasks) {
    if (task.shot === null || task.kind === 'seam') continue;
    const group = groups.get(task.shot);
    if (group === undefined) groups.set(task.shot, [task]);
    else group.push(task);
  }
  return groups;
}

/** `5s`, `1.5s`, `2.04s`. */
function secondsToText(frames: number, fps: Fps): string {
  return `${Number(framesToSeconds(frames, fps).toFixed(2))}s`;
}

function wrapFacts(facts: readonly string[], separator: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + separator.length + fact.length <= columns)
      lines[lines.length - 1] = `${last}${separator}${fact}`;
    else lines.push(fact);
  }
  return lines;
}
