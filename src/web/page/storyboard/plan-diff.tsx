import { moneyToText } from '../../../model/money.ts';
import { framesToMs } from '../../../model/time.ts';
import type { PlannedShot, PlannedTask, PlanView } from '../api/contract.ts';
import { countToText, lengthToText } from '../ui/format.ts';

/** What would be made of it, and for how much, before anyone says go. */
export function PlanDiff({ plan }: { readonly plan: PlanView }) {
  const { film, toMake, tasks, shots, statements } = plan;
  const made = tasks.filter(({ verdict }) => verdict === 'make');
  const takes = made.filter(({ kind }) => kind === 'take');
  const others = made.filter(({ kind }) => kind !== 'take');
  return (
    <section class="plan" aria-label="Plan">
      <h2 aria-live="polite">{toHeadline(plan)}</h2>
      <p class="soft">
        The film is {lengthToText(film.durationMs)} long, {film.frames} frames in {countToText(shots.length, 'shot')}.
        {toMake.unpriced > 0 && ` ${countToText(toMake.unpriced, 'price')} unknown.`}
      </p>
      {takes.length > 0 && (
        <ul class="diff">
          {takes.map((task) => (
            <DiffRow key={task.id} task={task} shot={shots.find(({ id }) => id === task.shot)} fps={film.fps} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <details>
          <summary>
            {takes.length > 0 ? 'And ' : ''}
            {countToText(others.length, 'other task')}: {toKinds(others)}
          </summary>
          <ul class="diff">
            {others.map((task) => (
              <DiffRow key={task.id} task={task} shot={undefined} fps={film.fps} />
            ))}
          </ul>
        </details>
      )}
      {statements.length > 0 && (
        <details>
          <summary>{countToText(statements.length, 'remark')}</summary>
          <ul class="remarks">
            {statements.map(({ kind, shot, text }) => (
              <li key={`${kind}:${shot}:${text}`}>
                {shot !== null && <b class="id">{shot} </b>}
                {text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** `3 shots will be made, about $1.20`. */
export function toHeadline({ toMake, tasks }: Pick<PlanView, 'toMake' | 'tasks'>): string {
  const takes = tasks.filter(({ kind, verdict }) => kind === 'take' && verdict === 'make');
  const shots = new Set(takes.map(({ shot }) => shot)).size;
  if (toMake.tasks === 0) return 'Nothing is to be made: the film is as it says';
  const price =
    toMake.costMicros === 0
      ? toMake.unpriced > 0
        ? 'price unknown'
        : 'for nothing'
      : `about ${moneyToText(toMake.costMicros)}`;
  if (shots === 0) return `No shot will be made, only put together again, ${price}`;
  return `${countToText(shots, 'shot')} will be made, ${price}`;
}

type RowProps = {
  readonly task: PlannedTask;
  readonly shot: PlannedShot | undefined;
  readonly fps: PlanView['film']['fps'];
};

function DiffRow({ task, shot, fps }: RowProps) {
  return (
    <li>
      <b class="id">{task.shot ?? task.title}</b>
      <span class="reason">
        {task.reason}
        {shot !== undefined && (
          <span class="soft">
            {' '}
            {lengthToText(framesToMs(shot.frames, fps))}, {shot.model ?? 'no model'}
          </span>
        )}
      </span>
      <span class="price">{moneyToText(task.costMicros)}</span>
    </li>
  );
}

/** `4 keyframes, 7 conforms, 1 film`. */
function toKinds(tasks: readonly PlannedTask[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of tasks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => countToText(count, kind)).join(', ');
}
