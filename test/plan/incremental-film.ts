import { sha256 } from '../../src/base/hash.ts';
import type { TaskId } from '../../src/model/ids.ts';
import type { LockedTakes } from '../../src/model/lock.ts';
import type { ModelFacts } from '../../src/model/model-facts.ts';
import type { Plan, Task } from '../../src/model/plan.ts';
import { compilePlan, type PlanOverrides } from '../../src/plan/compile.ts';
import type { KnownTake } from '../../src/plan/known-take.ts';
import { usedTake } from '../../src/plan/select.ts';
import { planStatus } from '../../src/plan/status.ts';
import { parseStoryboard } from '../../src/storyboard/parse.ts';
import { MODELS } from './storyboards.ts';

/** A film with one of everything that an edit can touch. */
export const FILM = `longtake: 1
title: The Key
size: 1280x720
fps: 24
seed: 7
style: 35mm film
avoid: text, watermark
models:
  video: [fal:kling-v3-pro, fal:wan-v2.7]
  image: fal:nano-banana
  voice: elevenlabs:multilingual-v2
  music: elevenlabs:music
characters:
  mara: {look: woman about 60, wardrobe: {default: oilskin coat, home: navy sweater}, color: "#d9a21b", voice: low}
  tom: {look: boy about 10}
places:
  room: {look: round lamp room}
  yard: {look: windy yard}
props:
  key: {look: brass key}
setups:
  close: {frame: close-up, light: low-key, with: [mara]}
audio:
  music: {prompt: slow cello}
defaults: {duration: 4s}
scenes:
  - id: s1
    heading: INT. ROOM - NIGHT
    place: room
    time: night
    note: the beginning
    shots:
      - {id: a, with: [mara], camera: dolly_in slow, action: Mara winds the clock., sound: ticking, out: dissolve 1s}
      - {id: b, with: [mara, key], start: continue, action: She lifts the key.}
      - id: c
        setup: close
        action: She looks at it.
        say: "mara: Whose are you?"
        note: keep it short
      - {id: d, setup: close, action: She smiles., out: fade black 1s}
  - id: s2
    heading: EXT. YARD - DAY
    place: yard
    wardrobe: {mara: home}
    shots:
      - {id: e, with: [tom], frame: wide, action: Tom waits., say: "narrator: And so they met."}
      - {id: f, with: [mara, tom], action: They shake hands.}
      - {id: g, with: [tom], start: text, action: Tom runs., out: "bridge 2s: he stumbles"}
      - {id: h, with: [tom], action: Tom sits.}
      - {id: end, card: The End, duration: 2s}
`;

export type Compiled = { readonly plan: Plan; readonly errors: readonly string[] };

export function compileText(
  text: string,
  selects?: LockedTakes,
  overrides: PlanOverrides = {},
  models: readonly ModelFacts[] = MODELS,
): Compiled {
  const parsed = parseStoryboard({ file: 'film.yaml', name: 'film', text });
  if (parsed.storyboard === null) throw new Error(parsed.problems[0]?.message ?? 'no storyboard');
  const { plan, problems } = compilePlan({
    storyboard: parsed.storyboard,
    assets: [],
    models,
    preview: false,
    todayIso: '2026-11-22',
    overrides,
    ...(selects === undefined ? {} : { selects }),
  });
  const errors = [...parsed.problems, ...problems].filter(({ severity }) => severity === 'error');
  return { plan, errors: errors.map(({ message }) => message) };
}

/** What a workspace remembers once this plan was made, by the first model of every ladder. */
export function madeOf(plan: Plan): readonly KnownTake[] {
  return plan.tasks
    .filter((task) => task.request !== null)
    .flatMap((task) =>
      Array.from({ length: task.takes }, (_, index): KnownTake => ({
        task: task.id,
        number: index + 1,
        fingerprint: task.fingerprint,
        parts: task.parts,
        model: task.ladder[0]?.model ?? '',
        state: 'stored',
        sha: sha256(`${task.id} ${index + 1}`),
      })),
    );
}

export type Made = {
  /** Paid tasks that are made, each with the reason that `plan` prints. */
  readonly paid: Readonly<Record<string, string>>;
  /**
   * Derived tasks whose inputs or settings are others than before. A plan knows takes and settings; that a piece comes
   * out with the same bytes, and what is made of it is reused after all, only the engine sees.
   */
  readonly derived: readonly string[];
  /** Shots that are reused although they start from a frame that is made again. */
  readonly stale: readonly string[];
};

/** What an edit makes. */
export function madeBy(before: Plan, takes: readonly KnownTake[], after: Plan): Made {
  const statuses = planStatus(after, { takes });
  const old = new Set(derivedKeys(before, takes).values());
  return {
    paid: Object.fromEntries(
      statuses.flatMap(({ task, verdict, reason }) => (verdict === 'make' ? [[task, reason]] : [])),
    ),
    derived: [...derivedKeys(after, takes)].flatMap(([task, key]) => (old.has(key) ? [] : [task])),
    stale: statuses.flatMap(({ task, stale }) => (stale.length > 0 ? [task] : [])),
  };
}

/** The identity of every derived task, as the engine builds it: what goes in, and how it is set. */
function derivedKeys(plan: Plan, takes: readonly KnownTake[]): ReadonlyMap<TaskId, string> {
  const keys = new Map<TaskId, string>();
  const derived = new Map<TaskId, string>();
  const statuses = new Map(planStatus(plan, { takes }).map(({ task, verdict }) => [task, verdict]));
  for (const task of plan.tasks) {
    const isMade = statuses.get(task.id) === 'make';
    const key =
      task.request === null
        ? [task.kind, task.fingerprint, ...task.needs.map((need) => keys.get(need))].join(' ')
        : takeKey(task, takes, isMade);
    keys.set(task.id, key);
    if (task.request === null) derived.set(task.id, key);
  }
  return derived;
}

function takeKey(task: Task, takes: readonly KnownTake[], isMade: boolean): string {
  if (isMade) return `to be made: ${task.id} ${task.fingerprint}`;
  const known = takes.filter((take) => take.task === task.id || take.task === task.was);
  return usedTake(task, known)?.sha ?? 'the one before';
}
