import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { planOf } from './small-plan.ts';
import { createStage } from './stage.ts';

/**
 * A process that renders a film of which shot a is held, and whose shot b is answered when the file `go` is there; it
 * says `held` when a is.
 * Usage: node render-and-wait.ts FOLDER.
 */
export const WAITING_PLAN = planOf([{ id: 'a' }, { id: 'b' }]);

if (import.meta.main) {
  const [folder = ''] = process.argv.slice(2);
  const stage = await createStage(folder, {
    slots: 2,
    safety: 'none',
    fate: ({ shot, nth }) =>
      shot === 'a' && nth === 1 ? { submit: 'unanswered' } : shot === 'b' ? { answer: untilThere(folder, 'go') } : {},
  });
  await stage.render(WAITING_PLAN, {
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.task === 'take:a' && event.state === 'held')
        process.stdout.write('held\n');
    },
  });
}

async function untilThere(folder: string, name: string): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const look = (): void => {
    if (existsSync(join(folder, name))) seen.resolve();
  };
  const watcher = watch(folder, look);
  look();
  await seen.promise;
  watcher.close();
}
