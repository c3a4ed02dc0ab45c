import type { Generated } from 'kysely';

/**
 * The tables, portable between SQLite and PostgreSQL: text and integers only, JSON as text, wall time in milliseconds.
 * `migrations.ts` creates them.
 */
export type Schema = {
  readonly render: RenderTable;
  readonly render_plan: RenderPlanTable;
  readonly machine: MachineTable;
  readonly outbox: OutboxTable;
  readonly event: EventTable;
  readonly take: TakeTable;
  readonly attempt: AttemptTable;
  readonly derived: DerivedTable;
  readonly film: FilmTable;
  readonly wish: WishTable;
  readonly webhook: WebhookTable;
  readonly webhook_cursor: WebhookCursorTable;
  readonly run: RunTable;
  readonly posted: PostedTable;
  readonly reply: ReplyTable;
};

/** One run of a plan. `state` is the render machine's word. */
type RenderTable = {
  id: string;
  film: string;
  plan_fingerprint: string;
  out_path: string;
  max_cost_micros: number | null;
  state: string;
  started_ms: number;
  changed_ms: number;
};

/** What a render makes, as JSON; it never changes. */
type RenderPlanTable = { render_id: string; plan: string };

/** One statechart each. `ver` guards every change: an update names the `ver` that it read. */
type MachineTable = {
  id: string;
  render_id: string | null;
  kind: string;
  task: string;
  owner_id: string | null;
  machine_version: number;
  value: string;
  context: string;
  output: string | null;
  status: string;
  ver: number;
  changed_ms: number;
};

/** Effects that are still to be carried out; deleted in the transaction that records their outcome. */
type OutboxTable = {
  id: Generated<number>;
  machine_id: string;
  kind: string;
  params: string;
  not_before_ms: number;
};

/** What happened, in order. `machine_id` is empty for what no statechart did; `film` is null in rows of early versions. */
type EventTable = {
  seq: Generated<number>;
  render_id: string | null;
  film: string | null;
  machine_id: string;
  type: string;
  body: string;
  at_ms: number;
};

/** One candidate for a paid task, kept for ever. Numbered from 1 per film and task. */
type TakeTable = {
  id: string;
  film: string;
  task: string;
  number: number;
  fingerprint: string;
  parts: string;
  model: string;
  ref: string;
  seed: number;
  request: string;
  machine_id: string;
  state: string;
  sha: string | null;
  media_type: string | null;
  size_bytes: number | null;
  facts: string | null;
  cost_micros: number;
  failure: string | null;
  made_ms: number;
  settled_ms: number | null;
};

/** The journal: one submission each, at most one charge. */
type AttemptTable = {
  id: string;
  take_id: string;
  film: string;
  render_id: string;
  provider: string;
  model: string;
  body: string;
  status: string;
  operation: string | null;
  reserved_micros: number;
  cost_micros: number | null;
  billed: string | null;
  failure: string | null;
  intent_ms: number;
  submitted_ms: number | null;
  settled_ms: number | null;
  /** Between the first request about it and the right to send it. */
  lead_ms: number;
  /** In the address at which the provider may tell of it; null where it was given none. */
  nonce: string | null;
  /** The job that a message to that address was about: a hint, until the provider is asked. */
  told_job: string | null;
  /** When it came, until whoever is at work has heard it. */
  told_ms: number | null;
};

/** Results that can be made again, by the hash of their inputs and settings. */
type DerivedTable = {
  fingerprint: string;
  kind: string;
  /** The hash of the take that a conform was made from; null for everything else. */
  input: string | null;
  result: string;
  made_ms: number;
};

/** The film files that stand beside the storyboard. */
type FilmTable = {
  out_path: string;
  film: string;
  render_id: string;
  plan_fingerprint: string;
  is_partial: number;
  facts: string;
  size_bytes: number;
  modified_ms: number;
  made_ms: number;
};

/** What somebody asks of the process that works here. It obeys and deletes the row; the next one to work here forgets it. */
type WishTable = {
  id: Generated<number>;
  film: string;
  kind: string;
  shot: string | null;
  body: string | null;
  asked_ms: number;
};

/** What receivers are still to be told, and for a while what they were. `target` and `source` are hashes. */
type WebhookTable = {
  id: string;
  target: string;
  source: string;
  seq: number;
  film: string;
  message: string;
  made_ms: number;
  next_ms: number;
  tries: number;
  done_ms: number | null;
};
type WebhookCursorTable = { target: string; source: string; seq: number };
/** How a server renders a film: `is_wanted` while it is to be at work, also after the server's end. */
type RunTable = { film: string; options: string; is_wanted: number; trouble: string | null; changed_ms: number };

/** A film that was posted to a server, with what lists show of it; only in the server's own workspace. */
type PostedTable = {
  id: string;
  title: string;
  state: string;
  summary: string;
  created_ms: number;
  changed_ms: number;
  called: string | null;
};

/** What was answered under an idempotency key. */
type ReplyTable = { key: string; request: string; status: number | null; answer: string | null; at_ms: number };
