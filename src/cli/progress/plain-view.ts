import type { RenderEvent } from '../../engine/api.ts';
import { standingOf } from '../../engine/task-state.ts';
import { countToText, durationToText } from '../amounts.ts';
import type { ShotId } from '../../model/ids.ts';
import { toDisplayText } from '../display-text.ts';
import { shotOf, shotsOf, type ProgressState } from './progress-state.ts';
import { failureWords } from './state-words.ts';
import { framesToMs, type Fps } from '../../model/time.ts';

/**
 * What one event adds to a log: calm lines, one for each change that somebody who reads it later wants to know, such as a
 * shot that is complete. `before` and `after` are the states around the event.
 */
export function plainLines(
  before: ProgressState,
  event: RenderEvent,
  after: ProgressState,
  fps: Fps,
): readonly string[] {
  switch (event.type) {
    case 'render.started': {
      const shots = shotsOf(after);
      const stored = shots.filter((shot) => shot.standing === 'stored').length;
      const known = stored === 0 ? '' : `, ${stored} of them stored already`;
      const verb = event.resumed ? 'goes on' : 'begins';
      const length = durationToText(framesToMs(event.frames, fps));
      return [`${toDisplayText(event.title)}: ${verb}, ${countToText(shots.length, 'shot')}${known}, ${length}`];
    }
    case 'task.changed': {
      const task = taskOf(after, event.task);
      if (task === null || taskOf(before, event.task)?.state === event.state) return [];
      if (standingOf(event.state) === 'failed')
        return [`${task.title}: ${event.state}, ${toDisplayText(failureWords(task))}`];
      if (event.state === 'backing_off') return [`${task.title}: backing off, ${toDisplayText(failureWords(task))}`];
      if (task.kind === 'sound' && event.state === 'mixing') return ['sound: mixing'];
      if (task.kind === 'film' && event.state === 'assembling') return ['film: assembling'];
      // The last thing made of a shot; one that needed nothing new is not news.
      if (standingOf(event.state) === 'stored') return shotLine(before, after, task.shot);
      return [];
    }
    case 'render.changed':
      return event.state === 'stopping' ? ['stopping: no new work; what is in flight is saved'] : [];
    case 'render.warned':
      return [`warning: ${toDisplayText(event.message)}`];
    case 'task.progress':
    case 'film.changed':
    case 'money.changed':
    case 'render.finished':
      return [];
  }
}

function shotLine(before: ProgressState, after: ProgressState, shot: ShotId | null): readonly string[] {
  if (shot === null) return [];
  const own = shotOf(after, shot);
  if (own === null || own.standing !== 'stored' || !own.isNew) return [];
  if (shotOf(before, shot)?.standing === 'stored') return [];
  const shots = shotsOf(after);
  const stored = shots.filter((one) => one.standing === 'stored').length;
  const count = String(stored).padStart(String(shots.length).length);
  return [`${count}/${shots.length}  ${own.shot}  stored`];
}

function taskOf(state: ProgressState, id: Extract<RenderEvent, { type: 'task.changed' }>['task']) {
  const index = state.indexes.get(id);
  return index === undefined ? null : (state.tasks[index] ?? null);
}
