import type { Plan, Task } from '../model/plan.ts';

/** Tasks as their shots follow in the film; a bridge comes after the shot that it leads from, music before all. */
export function inPlayOrder({ tasks, shots }: Pick<Plan, 'tasks' | 'shots'>): readonly Task[] {
  const places = new Map(shots.map(({ id }, index) => [id, index]));
  const placeOf = ({ shot, join }: Task): number =>
    shot !== null ? (places.get(shot) ?? shots.length) : join !== null ? join + 0.5 : -1;
  return tasks.toSorted((one, other) => placeOf(one) - placeOf(other));
}
