import type { Outlook } from '../engine/api.ts';
import type { Micros } from '../model/money.ts';
import type { Plan, Statement, TaskKind } from '../model/plan.ts';
import type { Size } from '../model/storyboard.ts';
import { framesToMs, type Fps } from '../model/time.ts';
import { questionOf } from './question.ts';
import { listRefusals } from './refusals.ts';

/** What would be made of a storyboard, why, and for how much. */
export type PlanView = {
  readonly film: { readonly frames: number; readonly fps: Fps; readonly size: Size; readonly durationMs: number };
  /** As if nothing were reused. */
  readonly costMicros: Micros;
  readonly toMake: {
    readonly tasks: number;
    readonly shots: number;
    readonly costMicros: Micros;
    readonly unpriced: number;
  };
  /** The storyboard's ceiling over the film's life. */
  readonly budgetMicros: Micros | null;
  /** What will be refused or left out: a key that is not set, a seed that a model does not take. */
  readonly refusals: readonly string[];
  /** `3 shots, about $1.20`; null where nothing is to be paid. */
  readonly question: string | null;
  readonly tasks: readonly {
    readonly id: string;
    readonly kind: TaskKind;
    readonly title: string;
    readonly shot: string | null;
    readonly verdict: 'reuse' | 'make';
    readonly reason: string;
    readonly costMicros: Micros;
    /** False where nobody knows what it costs. */
    readonly isPriced: boolean;
    readonly take: number | null;
  }[];
  /** In play order. */
  readonly shots: readonly {
    readonly id: string;
    readonly scene: string;
    readonly heading: string | null;
    readonly fromFrame: number;
    readonly frames: number;
    readonly model: string | null;
    readonly reason: string;
    readonly costMicros: Micros;
    readonly prompt: string;
  }[];
  readonly statements: readonly Statement[];
  /** What must be set before the paid tasks can be made, such as `FAL_KEY`, and the models that wait for it. */
  readonly lacks: readonly { readonly name: string; readonly models: readonly string[] }[];
  /** What its model cannot make, and why. */
  readonly refused: readonly { readonly task: string; readonly shot: string | null; readonly message: string }[];
  /** What a model is not told although the storyboard says it, such as the seed. */
  readonly dropped: readonly { readonly what: string; readonly tasks: readonly string[] }[];
};

export function viewPlan(plan: Plan, outlook: Outlook): PlanView {
  const { frames, fps, size } = plan.film;
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const toMake = outlook.tasks.filter(({ verdict }) => verdict === 'make');
  const shots = new Set(toMake.flatMap(({ task }) => tasks.get(task)?.shot ?? []));
  return {
    film: { frames, fps, size, durationMs: framesToMs(frames, fps) },
    costMicros: plan.costMicros,
    toMake: {
      tasks: toMake.length,
      shots: shots.size,
      costMicros: outlook.costMicros,
      unpriced: toMake.filter(({ isPriced }) => !isPriced).length,
    },
    budgetMicros: plan.budgetMicros,
    refusals: listRefusals(plan, outlook),
    question: questionOf(plan, outlook)?.text ?? null,
    tasks: outlook.tasks.flatMap(({ task: id, verdict, reason, costMicros, isPriced, take }) => {
      const task = tasks.get(id);
      if (task === undefined) return [];
      return { id, kind: task.kind, title: task.title, shot: task.shot, verdict, reason, costMicros, isPriced, take };
    }),
    shots: plan.shots.map((shot) => ({
      id: shot.id,
      scene: shot.scene,
      heading: shot.picture.heading,
      fromFrame: shot.fromFrame,
      frames: shot.frames,
      model: shot.ladder[0]?.model ?? null,
      reason: shot.ladder[0]?.reason ?? '',
      costMicros: (shot.ladder[0]?.costMicros ?? 0) * shot.takes,
      prompt: shot.prompt,
    })),
    statements: plan.statements,
    lacks: outlook.lacks,
    refused: outlook.refused.map(({ task, message }) => ({ task, shot: tasks.get(task)?.shot ?? null, message })),
    dropped: outlook.dropped,
  };
}
