import { moneyToText } from '../../../model/money.ts';
import { framesToMs } from '../../../model/time.ts';
import type { PlannedShot, PlannedTask, PlanView } from '../api/contract.ts';
import { countToText, lengthToText } from '../ui/format.ts';
import { groupByScene, sortByPlay } from './plan-order.ts';

/** What would be made of it, and for how much, before anyone says go. */
export function PlanDiff({ plan }: { readonly plan: PlanView }) {
  const { film, toMake, tasks, shots, statements, refusals, budgetMicros } = plan;
  const made = sortByPlay(
    tasks.filter(({ verdict }) => verdict === 'make'),
    shots,
  );
  const takes = made.filter(({ kind }) => kind === 'take');
  const others = made.filter(({ kind }) => kind !== 'take');
  const othersMicros = others.reduce((sum, { costMicros }) => sum + costMicros, 0);
  return (
    <section class="plan" aria-label="Plan">
      <h2 aria-live="polite">{toHeadline(plan)}</h2>
      <p class="soft">
        The film is {lengthToText(film.durationMs)} long, {film.frames} frames in {countToText(shots.length, 'shot')}.
        {budgetMicros !== null && ` Its budget is ${moneyToText(budgetMicros)}.`}
      </p>
      {budgetMicros !== null && toMake.costMicros > budgetMicros && (
        <p class="warn-words">That is more than the budget: what would pass it is not sent.</p>
      )}
      {refusals.length > 0 && (
        <ul class="remarks warn-words">
          {refusals.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {groupByScene(takes, shots).map(({ scene, heading, rows }) => (
        <section key={scene} class="diff-scene">
          <h3>
            <bdi>{heading}</bdi>
          </h3>
          <ul class="diff">
            {rows.map(({ task, shot }) => (
              <DiffRow key={task.id} task={task} shot={shot} fps={film.fps} />
            ))}
          </ul>
        </section>
      ))}
      {others.length > 0 && (
        <details>
          <summary>
            {takes.length > 0 ? 'And ' : ''}
            {countToText(others.length, 'other task')}: {toKinds(others)}
            {othersMicros > 0 && `, ${moneyToText(othersMicros)}`}
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
  const price = toPrice(toMake);
  if (shots === 0) return `No shot will be made, only put together again, ${price}`;
  return `${countToText(shots, 'shot')} will be made, ${price}`;
}

/** What is known of the price is never said without what is not. */
function toPrice({ costMicros, unpriced }: PlanView['toMake']): string {
  if (costMicros === 0) return unpriced > 0 ? 'price unknown' : 'for nothing';
  const known = `about ${moneyToText(costMicros)}`;
  return unpriced > 0 ? `${known} and ${countToText(unpriced, 'unknown price')}` : known;
}

type RowProps = {
  readonly task: PlannedTask;
  readonly shot: PlannedShot | undefined;
  readonly fps: PlanView['film']['fps'];
};

function DiffRow({ task, shot, fps }: RowProps) {
  return (
    <li>
      <b class="id">{shot?.id ?? task.title}</b>
      <span class="reason">
        {task.reason}
        {shot !== undefined && (
          <span class="soft">
            {' '}
            {lengthToText(framesToMs(shot.frames, fps))}, {shot.model ?? 'no model'}
          </span>
        )}
      </span>
      <span class="price">{task.isPriced ? moneyToText(task.costMicros) : 'price unknown'}</span>
    </li>
  );
}

/** `4 keyframes, 7 conforms, 1 film`. */
function toKinds(tasks: readonly PlannedTask[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of tasks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => countToText(count, kind)).join(', ');
}
