import type { HeldJson } from '../../../http/schemas/held.ts';
import type { PlannedJson } from '../../../http/schemas/plan.ts';
import type { RenderJson, ShotJson, SummaryJson, TakeJson } from '../../../http/schemas/render.ts';
import type { Failure } from '../../../model/generation.ts';

/** What the server says, under the names that the page has for it. */
export type RenderSummary = SummaryJson;
export type Render = RenderJson;
export type Shot = ShotJson;
export type Take = TakeJson;
export type Gate = Shot['gates'][number];
export type Seam = NonNullable<Shot['seam']>;
export type PlanAnswer = PlannedJson;
export type PlanView = NonNullable<PlanAnswer['plan']>;
export type PlannedTask = PlanView['tasks'][number];
export type PlannedShot = PlanView['shots'][number];
export type StoryboardProblem = PlanAnswer['problems'][number];
export type Held = HeldJson;
export type SettleAction = Held['actions'][number];

/** An event of the stream, with its name as `type`. */
export type FilmEvent = {
  readonly type: string;
  readonly render: string;
  readonly atMs: number;
  /** Null for what passes and is not kept. */
  readonly seq?: number | null;
  readonly state?: string;
  readonly task?: string;
  readonly shot?: string | null;
  readonly kind?: string;
  readonly take?: number | null;
  readonly model?: string | null;
  readonly failure?: Failure | null;
  readonly done?: number;
  readonly spentMicros?: number;
  readonly reservedMicros?: number;
  readonly message?: string;
};
