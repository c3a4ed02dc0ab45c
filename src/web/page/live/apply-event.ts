import type { FilmEvent, Render, Shot } from '../api/contract.ts';

/** What an event alone tells of a film, at once; what it does not tell is asked for afterwards. Pure. */
export function applyEvent(render: Render, event: FilmEvent): Render {
  switch (event.type) {
    case 'render.started':
      return { ...render, state: 'running', isAlive: true };
    case 'render.changed':
      return isState(event.state) ? { ...render, state: event.state } : render;
    case 'money.changed':
      return {
        ...render,
        spentMicros: event.spentMicros ?? render.spentMicros,
        reservedMicros: event.reservedMicros ?? render.reservedMicros,
      };
    case 'task.changed':
    case 'task.progress':
      return applyToShot(render, event);
    default:
      return render;
  }
}

/** Passing events change nothing that the server would know better. */
export function needsRefresh(event: FilmEvent): boolean {
  return event.type !== 'task.progress' && event.type !== 'money.changed';
}

function applyToShot(render: Render, event: FilmEvent): Render {
  const index = render.shotList.findIndex(({ id }) => id === event.shot);
  const shot = render.shotList[index];
  if (shot === undefined) return render;
  const changed = event.type === 'task.progress' ? applyProgress(shot, event) : applyChange(shot, event);
  return changed === shot ? render : { ...render, shotList: render.shotList.with(index, changed) };
}

function applyProgress(shot: Shot, { done, task = '' }: FilmEvent): Shot {
  return done === undefined || !tellsMost(kindOf(task)) ? shot : { ...shot, done };
}

function applyChange(shot: Shot, { state, kind, task = '', model, failure }: FilmEvent): Shot {
  const isTelling = tellsMost(kind ?? kindOf(task));
  // A conform waits for as long as its take is at work: that says nothing.
  if (!isWord(state) || !isTelling || (state === 'waiting' && kindOf(task) === 'conform')) return shot;
  // A take that is there makes no shot ready: its conform comes, and waits until it says something else.
  const word = (kind ?? kindOf(task)) === 'take' && READY.has(state) ? 'waiting' : state;
  return { ...shot, state: word, done: null, model: model ?? shot.model, failure: failure ?? null };
}

const READY: ReadonlySet<string> = new Set(['stored', 'reused']);

/** A shot's state is its take's, and then its conform's. */
function tellsMost(kind: string): boolean {
  return kind === 'take' || kind === 'conform';
}

function kindOf(task: string): string {
  return task.split(':')[0] ?? '';
}

const STATES = new Set(['new', 'running', 'stopping', 'paused', 'done', 'incomplete', 'cancelled']);
function isState(state: string | undefined): state is Render['state'] {
  return state !== undefined && STATES.has(state);
}

/** The server checks the words of its machines; a newer one may have words that this page shows as they are. */
function isWord(state: string | undefined): state is Shot['state'] {
  return state !== undefined && /^[a-z_]+$/u.test(state);
}
