import type { Outlook, TaskOutlook } from '../engine/api.ts';
import type { CameraMove } from '../model/camera.ts';
import type { Picture } from '../model/generation.ts';
import type { SceneId, ShotId } from '../model/ids.ts';
import { moneyToText } from '../model/money.ts';
import type { JoinPlan, Plan, ShotPlan, StartPlan, Task } from '../model/plan.ts';
import { framesToMs, framesToSeconds, type Fps } from '../model/time.ts';
import { durationToText } from './amounts.ts';
import { toColumns, type Column } from './columns.ts';
import { fitText, toDisplayText } from './display-text.ts';
import type { Paint } from './paint.ts';
import type { Glyphs } from './progress/glyphs.ts';

export type PlanView = { readonly paint: Paint; readonly glyphs: Glyphs; readonly columns: number };

/** Every shot in a line under its scene's heading; the columns stand under each other through the whole film. */
export function shotTable(plan: Plan, outlook: Outlook, view: PlanView): readonly string[] {
  const joins = new Map(plan.joins.map((join) => [join.from, join]));
  const outlooks = new Map(outlook.tasks.map((task) => [task.task, task]));
  const byShot = groupByShot(plan.tasks);
  const ending = endingWords(plan);
  const rows = plan.shots.map((shot) =>
    shotCells(shot, joins.get(shot.id) ?? null, byShot.get(shot.id) ?? [], outlooks, ending, plan.film.fps),
  );
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

/** `5s`, `1.5s`, `2.04s`. */
export function secondsToText(frames: number, fps: Fps): string {
  return `${Number(framesToSeconds(frames, fps).toFixed(2))}s`;
}

const SHOT_COLUMNS: readonly Column[] = [
  { side: 'right', minColumns: 4, yields: 9, isOptional: true }, // at
  { side: 'left', minColumns: 4, yields: 1 }, // shot
  { side: 'left', minColumns: 14, yields: 7 }, // picture
  { side: 'right', minColumns: 5, yields: 0 }, // length
  { side: 'left', minColumns: 8, yields: 6, isOptional: true }, // start
  { side: 'left', minColumns: 6, yields: 3 }, // join
  { side: 'left', minColumns: 8, yields: 8, isOptional: true }, // model
  { side: 'right', minColumns: 4, yields: 0 }, // price
  { side: 'left', minColumns: 9, yields: 4, isOptional: true }, // what happens
];
const TABLE_HEAD = ['at', 'shot', 'picture', 'length', 'start', 'then', 'model', 'price', 'now'];

function paintShotCell(text: string, row: number, column: number, paint: Paint): string {
  if (row === 0) return paint.dim(text);
  if (column === 1) return paint.cyan(text);
  if (column === 8) return text.startsWith('reuse') ? paint.green(text) : text;
  return column === 0 || column === 4 || column === 6 ? paint.dim(text) : text;
}

function shotCells(
  shot: ShotPlan,
  join: JoinPlan | null,
  tasks: readonly Task[],
  outlooks: ReadonlyMap<string, TaskOutlook>,
  ending: string,
  fps: Fps,
): readonly string[] {
  const cost = tasks.reduce((sum, task) => sum + (task.ladder[0]?.costMicros ?? 0) * task.takes, 0);
  const isPriced = tasks.every((task) => outlooks.get(task.id)?.isPriced !== false);
  return [
    durationToText(framesToMs(shot.fromFrame, fps)),
    shot.id,
    pictureWords(shot.picture, shot.start),
    secondsToText(shot.frames, fps),
    startWords(shot),
    join === null ? ending : joinWords(join, fps),
    shot.ladder
      .map((choice) => choice.model)
      .slice(0, 1)
      .join(''),
    isPriced ? moneyToText(cost) : cost === 0 ? 'unknown' : `${moneyToText(cost)}+?`,
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

/** How the film ends: `end`, or the fade of its last frames. */
function endingWords(plan: Plan): string {
  const last = plan.film.segments.at(-1);
  return last?.kind === 'tail' ? `fade ${last.fade.color} ${secondsToText(last.frames, plan.film.fps)}` : 'end';
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
  const untilThen = own.take === null ? '' : ` (take ${own.take} until then)`;
  if (own.verdict === 'make') return `make: ${takes}${own.reason}${untilThen}`;
  const kinds = [...new Set(others.map((task) => task.kind))];
  const hasLeft = verdicts.some(({ isNeeded, take: had }) => !isNeeded && had !== null);
  const left = hasLeft ? ', with the keyframe it had' : '';
  return kinds.length === 0 || verdicts.length === 0
    ? `reuse: ${own.reason}${left}`
    : `reuse, make ${kinds.join(' and ')}`;
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
