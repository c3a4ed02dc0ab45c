import type { Json } from '../base/json.ts';
import type { LockedTakes } from '../model/lock.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import type { Plan, Select, Task } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Asset, ModelRef, Storyboard } from '../model/storyboard.ts';
import { draftFilm, type Draft } from './draft.ts';
import { planFilm, planJoins, planMusic } from './film-tasks.ts';
import { DRAWN, fingerprinted } from './fingerprint.ts';
import { ANIMATIC } from './model-names.ts';
import { inOrder } from './order.ts';
import { createPicturesBefore } from './picture-before.ts';
import { planShot } from './shot-tasks.ts';
import { statementsOf } from './statements.ts';
import { createWeigher } from './weights.ts';
import { listText } from './words.ts';
import { errorAt } from './problems.ts';

export type PlanInput = {
  readonly storyboard: Storyboard;
  readonly assets: readonly Asset[];
  /** How long footage is, by its file, where a shot is as long as its clip. */
  readonly clipsMs?: ReadonlyMap<string, number>;
  readonly models: readonly ModelFacts[];
  /** Everything drawn and voiced locally for nothing. */
  readonly preview: boolean;
  readonly overrides?: PlanOverrides;
  /** What the lock file says of takes, for this film or for its preview. */
  readonly selects?: LockedTakes;
  /** The day on which the plan is made: models retire. */
  readonly todayIso: string;
  /** Providers that have no key: `auto` passes them over. */
  readonly unset?: ReadonlySet<string>;
};
export type PlanOverrides = { readonly takes?: number; readonly model?: ModelRef; readonly slate?: boolean };

/**
 * Turns a storyboard into the plan of its film: who is in each shot, where its frames come from, the timeline, models,
 * prompts, prices, and the graph of tasks. Pure; always returns a plan as good as it can be made, with the problems that
 * stand against it. A plan with an error among them must not be rendered.
 */
export function compilePlan(input: PlanInput): { readonly plan: Plan; readonly problems: readonly Problem[] } {
  const { storyboard, overrides } = input;
  const draft = draftFilm({
    storyboard,
    hashes: new Map(input.assets.map((asset) => [asset.file, asset.sha256])),
    clipsMs: input.clipsMs ?? new Map(),
    models: input.models,
    preview: input.preview,
    takes: overrides?.takes ?? null,
    model: overrides?.model ?? null,
    hasSlate: overrides?.slate ?? true,
    selects: input.selects ?? new Map(),
    todayIso: input.todayIso,
    unset: input.unset ?? new Set(),
  });
  const weigher = createWeigher(storyboard.size);
  const pictureBefore = createPicturesBefore(draft);
  const shots = draft.shots.map((shot) => planShot(draft, shot, weigher, pictureBefore(shot)));
  const plans = shots.map((shot) => shot.plan);
  const joins = planJoins(draft, plans, weigher);
  const music = planMusic(draft, weigher);
  const others = [...shots.flatMap((shot) => shot.tasks), ...joins.tasks, ...music.tasks];
  // Everything is needed by the mix or the film, so these come last without being put in order.
  const tasks = [...inOrder(others), ...planFilm(draft, plans, music.music, others, weigher)];
  const problems = distinct([
    ...(draft.shots.length === 0 ? [noShots()] : []),
    ...draft.problems,
    ...shots.flatMap((shot) => shot.problems),
    ...joins.problems,
    ...music.problems,
  ]);
  const plan: Plan = {
    name: storyboard.name,
    title: storyboard.title,
    preview: input.preview,
    film: {
      frames: draft.timeline.frames,
      size: storyboard.size,
      fps: storyboard.fps,
      fit: storyboard.fit,
      segments: draft.timeline.segments,
    },
    budgetMicros: storyboard.budgetMicros,
    onUnknown: storyboard.onUnknown,
    onModeration: storyboard.onModeration,
    shots: plans,
    joins: draft.joins,
    speech: draft.speech,
    music: music.music,
    tasks,
    costMicros: tasks.reduce((sum, task) => sum + firstRungCost(task), 0),
    statements: statementsOf({
      draft,
      shots: plans,
      tasks,
      notes: [...shots.flatMap((shot) => shot.notes), ...joins.notes, ...strangersIn(draft)],
    }),
    fingerprint: filmFingerprint(input.preview, draft, tasks),
  };
  return { plan, problems };
}

/** What a task's first rung costs, all its takes together. */
function firstRungCost(task: Task): number {
  return (task.ladder[0]?.costMicros ?? 0) * task.takes;
}

/** Also says when takes of an earlier render may no longer fit: other models, colours or a slate. */
function filmFingerprint(preview: boolean, { input }: Draft, tasks: readonly Task[]): string {
  const { title } = input.storyboard;
  const drawnBy = ({ parts, ladder }: Task): Json => {
    const models = ladder.map((choice) => choice.model);
    return [models.includes(ANIMATIC.provider) ? (parts[DRAWN] ?? null) : null, models];
  };
  const settings = tasks.map((task) => {
    const part: readonly Json[] = [task.id, task.fingerprint, task.takes, drawnBy(task)];
    return task.select === null ? part : [...part, selectPart(task.select)];
  });
  return fingerprinted({ preview, title, tasks: settings }).fingerprint;
}

/** Choices for shots that the film does not have. */
function strangersIn(draft: Draft): readonly string[] {
  const names = new Set<string>(draft.shots.flatMap(({ resolved: { shot } }) => [shot.id, shot.was ?? shot.id]));
  const ids = [...draft.input.selects.keys()].filter((id) => !id.split('.').every((part) => names.has(part)));
  if (ids.length === 0) return [];
  return [`the lock file chooses takes of ${listText(ids)}, which the film does not have: it is left as it is`];
}

/** What a person chose or asked for: another film. */
function selectPart({ take, file, override }: Select): Json {
  const { prompt = null, model = null, seed = null } = override ?? {};
  return [take, file, prompt, model?.text ?? null, seed];
}

function noShots(): Problem {
  return errorAt({
    code: 'no_shots',
    path: ['scenes'],
    message: 'The storyboard has no shots: there is no film to make',
    expected: 'at least one scene with at least one shot',
    fix: 'write a shot, such as `- {id: s1a, action: Mara looks out to sea.}`',
  });
}

/** A ladder of the whole film has the same thing wrong in every shot: it is said once. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.code} ${problem.path.join('/')} ${problem.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
