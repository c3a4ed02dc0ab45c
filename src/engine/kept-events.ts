import type { JsonObject } from '../base/json.ts';
import type { Failure } from '../model/generation.ts';
import { toId, type RenderId, type ShotId, type TaskId } from '../model/ids.ts';
import { appendEvent, type StoredEvent } from '../store/events.ts';
import type { Database } from '../store/sqlite.ts';
import type { RenderEvent } from './api.ts';
import { isMachineKind, type MachineKind } from './reduce.ts';
import { toTaskKind } from './task-kind.ts';
import { toRenderState, toTaskState } from './task-state.ts';

/** What happens in a render, in the words of the machines. */
export type News = {
  readonly kind: MachineKind;
  readonly task: TaskId;
  readonly word: string;
  /** False for a take in flight that the storyboard no longer asks for. */
  readonly isWanted: boolean;
  /** Take number, and the model that shoots it, for a take's machine. */
  readonly take: number | null;
  readonly model: string | null;
  readonly failure: Failure | null;
};

type Told = Without<RenderEvent, 'seq' | 'atMs' | 'render'>;
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Writes down an event that no machine tells of, in the caller's transaction. */
export async function keepEvent(db: Database, render: RenderId, told: Told, nowMs: number): Promise<RenderEvent> {
  const { type, ...body } = told;
  const seq = await appendEvent(db, { render, machine: null, type, body }, nowMs);
  return { ...told, seq, atMs: nowMs, render };
}

/** What callers hear of a machine's step; null for what is no news to them. */
export function tellNews({ kind, task, word, isWanted, take, model, failure }: News): Told | null {
  if (kind === 'render') {
    const state = toRenderState(word);
    return state === 'running' ? null : { type: 'render.changed', state };
  }
  const state = toTaskState(word);
  // A take that ends is told of by its task, which knows whether another one follows.
  const isEnd = kind === 'take' && (state === 'stored' || state === 'failed' || state === 'held');
  if (!isWanted || state === 'waiting' || isEnd) return null;
  return { type: 'task.changed', task, kind: toTaskKind(task), shot: toShot(task), state, take, model, failure };
}

/** News as they are kept. */
export function toBody({ word, ...news }: News): object {
  return { ...news, state: word };
}

/** A stored event as callers hear it; null for what is no news to them, or was stored by an early version. */
export function toRenderEvent({ type, body, seq, atMs, render }: StoredEvent): RenderEvent | null {
  if (render === null) return null;
  const told = KEPT.has(type) ? toTold(type, body) : isNews(body) ? tellNews({ ...body, word: body.state }) : null;
  return told === null ? null : { ...told, seq, atMs, render };
}

/** What a machine's step was, takes that end and takes that nobody wants included; null for other events. */
export function toNews({ body }: StoredEvent): News | null {
  return isNews(body) ? { ...body, word: body.state } : null;
}

const KEPT: ReadonlySet<string> = new Set<RenderEvent['type']>([
  'render.started',
  'render.changed',
  'render.warned',
  'render.finished',
  'money.changed',
  'film.changed',
]);

function toTold(type: string, body: JsonObject): Told {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `keepEvent`, under these names alone
  return { ...body, type } as unknown as Told;
}

function isNews(body: object): body is Omit<News, 'word'> & { readonly state: string } {
  return 'isWanted' in body && 'kind' in body && typeof body.kind === 'string' && isMachineKind(body.kind);
}

/** `take:s1a`, `voice:s1a.1`, `finish:s1a.upscale`, `conform:s1a` → `s1a`; null for what belongs to no shot or to two. */
function toShot(task: TaskId): ShotId | null {
  const [kind = '', name = ''] = task.split(':');
  const [shot = '', rest] = name.split('.');
  if (kind === 'voice' || kind === 'finish') return toId<ShotId>(shot);
  const isOfShot = kind === 'take' || kind === 'keyframe' || kind === 'conform';
  return isOfShot && rest === undefined ? toId<ShotId>(shot) : null;
}
