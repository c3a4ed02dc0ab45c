import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { api, ApiError, read, wasAborted, wordsOf } from '../api/client.ts';
import { withConsent } from '../api/consent.ts';
import type { PlanAnswer, Render } from '../api/contract.ts';
import { NoSuchFilm } from '../film/no-such-film.tsx';
import { openFilm } from '../live/film-store.ts';
import { goTo, toFilmPath } from '../route.ts';
import { notify } from '../ui/announce.tsx';
import { TopBar } from '../ui/top-bar.tsx';
import { useLeaveGuard } from './leave-guard.ts';
import { toHeadline } from './plan-diff.tsx';
import { Workbench } from './workbench.tsx';

/** A text with the ETag under which the server has it. */
type Stored = { readonly text: string; readonly etag: string };

/** What was typed and not saved, by film: the way back in the browser loses nothing. */
const unsaved = new Map<string, { readonly text: string; readonly base: Stored }>();

export function StoryboardView({ id }: { readonly id: string }) {
  const store = useMemo(() => openFilm(id), [id]);
  useEffect(() => () => store.close(), [store]);
  const base = useSignal<Stored | null>(unsaved.get(id)?.base ?? null);
  const text = useSignal(unsaved.get(id)?.text ?? '');
  /** What is on the server by now, where that is another text. */
  const other = useSignal<Stored | null>(null);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const revision = useSignal(0);
  const render = store.render.value;
  const isChanged = base.value !== null && text.value !== base.value.text;

  const setText = (next: string): void => {
    text.value = next;
    if (base.value !== null && next !== base.value.text) unsaved.set(id, { text: next, base: base.value });
    else unsaved.delete(id);
  };
  const setBase = (next: Stored): void => {
    base.value = next;
    other.value = null;
    revision.value += 1;
    setText(next.text);
  };
  useEffect(() => {
    document.title = `${isChanged ? '• ' : ''}${render?.title ?? 'Storyboard'} · storyboard · longtake`;
  }, [render?.title, isChanged]);
  useEffect(() => {
    const aborting = new AbortController();
    // Whoever wrote the file in an editor of her own comes back to this window.
    const look = async (): Promise<void> => {
      try {
        const now = await readText(id, aborting.signal);
        if (base.value === null) setBase(now);
        else if (now.etag === base.value.etag) return;
        else if (text.value === base.value.text) {
          setBase(now);
          notify('The file changed on disk and was read again.');
        } else other.value = now;
      } catch (thrown) {
        if (!wasAborted(thrown)) trouble.value = wordsOf(thrown);
      }
    };
    const onFocus = (): void => void look();
    void look();
    addEventListener('focus', onFocus);
    return () => {
      aborting.abort();
      removeEventListener('focus', onFocus);
    };
  }, [id]);
  useLeaveGuard(isChanged);

  const save = async (how: 'save' | 'start'): Promise<void> => {
    if (base.value === null || isBusy.value) return;
    const { etag } = base.value;
    const sent = text.value;
    isBusy.value = true;
    trouble.value = null;
    try {
      const answer = await withConsent(
        (consent) =>
          read(
            api.v1.renders[':id'].storyboard.$put({
              param: { id },
              header: { 'if-match': etag },
              json: { storyboard: sent, options: { ...consent, ...(how === 'start' ? { start: true } : {}) } },
            }),
          ),
        { ceilingMicros: render?.maxCostMicros ?? null },
      );
      if (answer === null) return;
      const now = await readText(id, AbortSignal.timeout(30_000));
      if (text.value === sent) setBase(now);
      else {
        base.value = now;
        other.value = null;
        setText(text.value);
      }
      store.accept(answer);
      if (how === 'start') goTo(toFilmPath(id));
      else notify('Saved.');
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.status === 412) {
        other.value = await readText(id, AbortSignal.timeout(30_000));
      } else trouble.value = wordsOf(thrown);
    } finally {
      isBusy.value = false;
    }
  };

  if (store.isUnknown.value) return <NoSuchFilm />;
  return (
    <>
      <TopBar connection={store.connection.value}>
        <a href="/" data-page>
          Films
        </a>
        <a href={toFilmPath(id)} data-page>
          <bdi>{render?.title ?? 'Film'}</bdi>
        </a>
        <span aria-current="page">Storyboard{isChanged ? ' (not saved)' : ''}</span>
      </TopBar>
      <main class="edit">
        <h1 class="unseen">Storyboard</h1>
        {other.value !== null && (
          <ChangedOnDisk
            onTheirs={() => {
              if (other.value !== null) setBase(other.value);
            }}
            onMine={() => {
              base.value = other.value;
              other.value = null;
            }}
          />
        )}
        {base.value === null ? (
          <p class="bad-words">{trouble.value}</p>
        ) : (
          <Workbench
            wanted={{ storyboard: text.value, render: id }}
            revision={revision.value}
            onChange={setText}
            onSave={() => void save('save')}
            empty={null}
            footer={(answer, isCurrent) => (
              <Go
                answer={answer}
                isCurrent={isCurrent}
                isChanged={isChanged}
                isBusy={isBusy.value || other.value !== null}
                trouble={trouble.value}
                render={render}
                onSave={(how) => void save(how)}
              />
            )}
          />
        )}
      </main>
    </>
  );
}

async function readText(id: string, signal: AbortSignal): Promise<Stored> {
  const response = await api.v1.renders[':id'].storyboard.$get({ param: { id } }, { init: { signal } });
  return { text: await response.text(), etag: response.headers.get('ETag') ?? '' };
}

function ChangedOnDisk({ onTheirs, onMine }: { readonly onTheirs: () => void; readonly onMine: () => void }) {
  return (
    <div class="banner" role="alert">
      <p>The file changed on disk since you opened it, and you have changed it here.</p>
      <button type="button" onClick={onTheirs}>
        Read it again, drop my changes
      </button>
      <button type="button" onClick={onMine}>
        Keep mine, write over it
      </button>
    </div>
  );
}

type GoProps = {
  readonly answer: PlanAnswer | null;
  readonly isCurrent: boolean;
  readonly isChanged: boolean;
  readonly isBusy: boolean;
  readonly trouble: string | null;
  readonly render: Render | null;
  readonly onSave: (how: 'save' | 'start') => void;
};

function Go({ answer, isCurrent, isChanged, isBusy, trouble, render, onSave }: GoProps) {
  const errors = (answer?.problems ?? []).filter(({ severity }) => severity === 'error').length;
  const plan = answer?.plan ?? null;
  const isReady = plan !== null && errors === 0 && isCurrent && !isBusy;
  const isRunning = render?.state === 'running';
  const hasWork = (plan?.toMake.tasks ?? 0) > 0;
  return (
    <>
      {trouble !== null && (
        <p class="bad-words" role="alert">
          {trouble}
        </p>
      )}
      <p class="soft">
        {errors > 0
          ? 'Mend the errors first.'
          : isRunning
            ? 'The film is being made: it goes on with the new storyboard. What is in flight is kept.'
            : plan === null
              ? ''
              : `${toHeadline(plan)}.`}
      </p>
      <div class="actions">
        <button type="button" disabled={!isReady || !isChanged} onClick={() => onSave('save')}>
          Save
        </button>
        <button
          type="button"
          class="primary"
          disabled={!isReady || !(isChanged || hasWork)}
          onClick={() => onSave('start')}
        >
          {isChanged ? 'Save and go' : 'Go'}
        </button>
      </div>
    </>
  );
}
