import type { ShotContext } from '../../machines/shot.ts';
import { listMachines } from '../store/machines.ts';
import type { Crew } from './crew.ts';
import { wordOf } from './reduce.ts';

/** A shot that has a take is made, also when others that were asked for failed: whoever is to choose among them is told. */
export async function tellOfFewerTakes(crew: Crew): Promise<void> {
  for (const row of await listMachines(crew.workspace.db, crew.render.id)) {
    if (row.kind !== 'shot' || wordOf(row.value) !== 'stored') continue;
    const { wanted, stored, failure }: Pick<ShotContext, 'wanted' | 'stored' | 'failure'> = JSON.parse(row.context);
    if (failure === null || stored.length >= wanted) continue;
    const title = crew.tasks.get(row.task)?.title ?? row.task;
    crew.onWarning(
      'fewer_takes',
      `${title}: ${stored.length} of ${wanted} takes came. The next render tries for the rest. What went wrong: ${failure.message}`,
    );
  }
}
