import type { Log } from '../base/log.ts';
import type { Feed, FeedEvent } from './feed.ts';

/**
 * Says in the log what happens to films, with the render and the shot; no prompts, and no words of providers, which may
 * hold some. `onNews` is called for what others want to hear of at once: a render that changed, a task that went wrong.
 */
export async function logEvents(feed: Pick<Feed, 'follow'>, log: Log, onNews: () => void): Promise<Disposable> {
  const hear = (event: FeedEvent): boolean => {
    const { state } = event.data;
    if (event.type === 'render.changed' || state === 'held' || state === 'failed') onNews();
    tell(log.with({ render: event.film }), event);
    return true;
  };
  return feed.follow({ hear, ready: () => Promise.resolve(), films: null }, new Map());
}

function tell(log: Log, { type, data }: FeedEvent): void {
  switch (type) {
    case 'render.changed':
      log.info('render changed', { state: text(data['state']) });
      break;
    case 'render.warned':
      log.warn('render warned', { code: text(data['code']) });
      break;
    case 'task.changed': {
      const { task, shot, state, take, model, failure } = data;
      const isBad = state === 'failed' || state === 'held';
      log[isBad ? 'warn' : 'debug']('task changed', {
        task: text(task),
        ...(shot === null ? {} : { shot: text(shot) }),
        state: text(state),
        take: typeof take === 'number' ? take : null,
        model: text(model),
        ...(isBad ? { failure: classOf(failure) } : {}),
      });
      break;
    }
    case 'task.progress':
    case 'money.changed':
      break;
    default:
      log.debug(type.replace('.', ' '));
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function classOf(failure: unknown): string | null {
  return typeof failure === 'object' && failure !== null && 'class' in failure ? text(failure.class) : null;
}
