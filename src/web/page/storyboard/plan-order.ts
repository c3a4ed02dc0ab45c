import type { PlannedShot, PlannedTask } from '../api/contract.ts';

export type SceneRows = {
  readonly scene: string;
  readonly heading: string;
  readonly rows: readonly { readonly task: PlannedTask; readonly shot: PlannedShot | undefined }[];
};

/** As the film plays them: a plan lists its tasks as they are started. What belongs to no shot comes last. */
export function sortByPlay(tasks: readonly PlannedTask[], shots: readonly PlannedShot[]): readonly PlannedTask[] {
  const places = new Map(shots.map(({ id }, index) => [id, index]));
  // A bridge comes after the shot that it leads away from.
  const placeOf = (task: PlannedTask): number =>
    (places.get(shotOf(task)) ?? shots.length) + (task.shot === null ? 0.5 : 0);
  return tasks.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** Tasks that are in play order already, by the scene of their shot. */
export function groupByScene(tasks: readonly PlannedTask[], shots: readonly PlannedShot[]): readonly SceneRows[] {
  const byId = new Map(shots.map((shot) => [shot.id, shot]));
  const rows = tasks.map((task) => ({ task, shot: byId.get(task.shot ?? ''), near: byId.get(shotOf(task)) }));
  return [...Map.groupBy(rows, ({ near }) => near?.scene ?? '')].map(([scene, found]) => ({
    scene,
    heading: found[0]?.near?.heading ?? scene,
    rows: found,
  }));
}

/** A bridge stands behind the first of its two shots: `take:a.b`. */
function shotOf({ id, shot }: PlannedTask): string {
  return shot ?? /^[a-z]+:([^.]*)/u.exec(id)?.[1] ?? '';
}
