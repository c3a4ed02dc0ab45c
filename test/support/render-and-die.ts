import { planOf } from './small-plan.ts';
import { createStage } from './stage.ts';

/**
 * A process that renders a film and is killed by itself, with no chance to tidy up, at a named point.
 * Usage: node render-and-die.ts FOLDER POINT; a point is that of a hook, or an event such as `take:a polling`.
 */
export const CRASH_PLAN = planOf([
  { id: 'a', says: 'hello' },
  { id: 'b', dissolve: 6 },
  { id: 'c', from: 'a' },
]);

if (import.meta.main) {
  const [folder = '', fatal = ''] = process.argv.slice(2);
  const reach = (point: string): void => {
    if (point === fatal) process.kill(process.pid, 'SIGKILL');
  };
  const stage = await createStage(folder, {
    hook: reach,
    fate: ({ nth, shot }) => (shot === 'b' && nth === 1 ? { submit: 'unanswered' } : { pending: 1 }),
  });
  await stage.render(CRASH_PLAN, {
    onEvent: (event) => {
      if (event.type === 'task.changed') reach(`${event.task} ${event.state}`);
    },
  });
}
