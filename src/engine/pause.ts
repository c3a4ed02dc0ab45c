import type { RenderId } from '../model/ids.ts';
import { findRenderMachine } from '../store/machines.ts';
import type { Database } from '../store/sqlite.ts';
import { NOTHING, step, type Stepped } from './step.ts';

/** Writes down that a render rests by somebody's wish; its takes stay where they are. */
export function pauseRender(db: Database, render: RenderId, nowMs: number): Promise<Stepped> {
  return tell(db, render, 'render.pause', nowMs);
}

/** Lets a render that was paused go on where it was. */
export function resumeRender(db: Database, render: RenderId, nowMs: number): Promise<Stepped> {
  return tell(db, render, 'render.resume', nowMs);
}

async function tell(
  db: Database,
  render: RenderId,
  type: 'render.pause' | 'render.resume',
  nowMs: number,
): Promise<Stepped> {
  const machine = await findRenderMachine(db, render);
  return machine === null ? NOTHING : step(db, machine, { type }, nowMs);
}
