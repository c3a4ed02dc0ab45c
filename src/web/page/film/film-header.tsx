import { useSignal } from '@preact/signals';
import { moneyToText } from '../../../model/money.ts';
import { api, once, read, wordsOf } from '../api/client.ts';
import type { Held, Render } from '../api/contract.ts';
import { toFilmPath } from '../route.ts';
import { notify, say } from '../ui/announce.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { countToText, leftToText, lengthToText, sizeToText, spentToText, wordToText } from '../ui/format.ts';
import { startRender } from './start-render.ts';
import { DownloadIcon, EditIcon, PauseIcon, PlayIcon } from '../ui/icons.tsx';

type Props = {
  readonly render: Render;
  readonly held: readonly Held[];
  readonly onHeld: () => void;
  readonly onAnswer: (render: Render) => void;
};

export function FilmHeader({ render, held, onHeld, onAnswer }: Props) {
  const { title, state, tasks, film } = render;
  const share = tasks.total === 0 ? 0 : tasks.settled / tasks.total;
  const isMoving = state === 'running' || state === 'stopping';
  return (
    <header class="film-head">
      <div class="film-title">
        <h1>
          <bdi>{title}</bdi>
        </h1>
        <div class="film-facts">
          <span class={`state ${state}`}>{wordToText(state)}</span>
          <Counts render={render} />
          {isMoving && render.secondsLeft !== null && <span>{leftToText(render.secondsLeft)}</span>}
          <span class="soft">
            {lengthToText(render.durationMs)}, {render.frames} frames
          </span>
          <span>
            {spentToText(render.spentMicros)} spent
            {render.budgetMicros !== null && ` of a budget of ${moneyToText(render.budgetMicros)}`}
          </span>
          {render.reservedMicros > 0 && <span class="warn-words">{moneyToText(render.reservedMicros)} reserved</span>}
        </div>
      </div>
      <div class="actions">
        {held.length > 0 && (
          <button type="button" class="warn" onClick={onHeld}>
            {held.length} held…
          </button>
        )}
        <Controls render={render} onAnswer={onAnswer} />
        <a class="button" href={`${toFilmPath(render.id)}/storyboard`} data-page>
          <EditIcon /> Storyboard
        </a>
        {film !== null && (
          <a class="button" href={`/v1/renders/${encodeURIComponent(render.id)}/film?download=1`} download>
            <DownloadIcon /> {film.isPartial ? 'Partial film' : 'Film'}{' '}
            <span class="soft">{sizeToText(film.sizeBytes)}</span>
          </a>
        )}
      </div>
      <div
        class={`film-progress ${state}`}
        role="progressbar"
        aria-label="Progress of the film"
        aria-valuemin={0}
        aria-valuemax={tasks.total}
        aria-valuenow={tasks.settled}
        aria-valuetext={`${tasks.settled} of ${countToText(tasks.total, 'task')}`}
      >
        <span style={{ transform: `scaleX(${share})` }} />
      </div>
    </header>
  );
}

function Counts({ render: { shots, tasks, state } }: { readonly render: Render }) {
  return (
    <>
      <span>
        {shots.ready} of {countToText(shots.total, 'shot')} ready
      </span>
      {shots.failed > 0 && <span class="bad-words">{shots.failed} failed</span>}
      {state === 'running' && (
        <span class="soft">
          {tasks.settled} of {countToText(tasks.total, 'task')}
        </span>
      )}
    </>
  );
}

type ControlsProps = Pick<Props, 'render' | 'onAnswer'>;

function Controls({ render, onAnswer }: ControlsProps) {
  const isBusy = useSignal(false);
  const isCancelling = useSignal(false);
  const param = { id: render.id };
  const carryOut = async (work: () => Promise<Render | null>): Promise<void> => {
    isBusy.value = true;
    try {
      const answer = await work();
      if (answer !== null) onAnswer(answer);
    } catch (thrown) {
      notify(wordsOf(thrown), 'trouble');
    } finally {
      isBusy.value = false;
    }
  };
  const resume = (): Promise<void> => carryOut(() => startRender(render));
  const pause = (): Promise<void> => carryOut(() => read(api.v1.renders[':id'].pause.$post({ param, header: once() })));
  const canCancel = render.state === 'running' || render.state === 'paused';
  const word = startWordOf(render);
  return (
    <>
      {word !== undefined && (
        <button
          type="button"
          class="primary"
          disabled={isBusy.value || render.problems > 0}
          onClick={() => void resume()}
        >
          <PlayIcon /> {word}
        </button>
      )}
      {(render.state === 'running' || render.state === 'stopping') && (
        <button type="button" disabled={isBusy.value || render.state === 'stopping'} onClick={() => void pause()}>
          <PauseIcon /> Pause
        </button>
      )}
      {canCancel && (
        <button
          type="button"
          class="quiet"
          disabled={isBusy.value}
          onClick={() => {
            isCancelling.value = true;
          }}
        >
          Cancel…
        </button>
      )}
      {isCancelling.value && (
        <CancelDialog
          render={render}
          onClose={() => {
            isCancelling.value = false;
          }}
          onCancel={() => {
            isCancelling.value = false;
            void carryOut(() => cancel(render.id));
          }}
        />
      )}
    </>
  );
}

/** What a start is called, where there is something to start. */
const START_WORDS: Readonly<Partial<Record<Render['state'], string>>> = {
  new: 'Render',
  paused: 'Resume',
  incomplete: 'Try again',
  cancelled: 'Render again',
};

/** A film that was done is to be made again where its storyboard was changed since, or where it was only a preview. */
function startWordOf({ state, shots }: Render): string | undefined {
  return state === 'done' && shots.ready < shots.total ? START_WORDS.new : START_WORDS[state];
}

async function cancel(id: string): Promise<Render> {
  const answer = await read(api.v1.renders[':id'].cancel.$post({ param: { id }, header: once(), json: {} }));
  const { mayCostMicros } = answer;
  if (mayCostMicros > 0) notify(`Cancelled. ${moneyToText(mayCostMicros)} may still be charged.`, 'trouble');
  else say('Cancelled. Nothing more will be charged.');
  return answer;
}

type CancelProps = { readonly render: Render; readonly onClose: () => void; readonly onCancel: () => void };

function CancelDialog({ render, onClose, onCancel }: CancelProps) {
  return (
    <Dialog title="Give up what is being made?" onClose={onClose}>
      <p>Takes in flight are cancelled at their providers where these allow it. Every take that is there is kept.</p>
      <p class={render.reservedMicros > 0 ? 'warn-words' : 'soft'}>
        {render.reservedMicros > 0
          ? `${moneyToText(render.reservedMicros)} are reserved for takes in flight; some of it may still be charged.`
          : 'Nothing is reserved, so nothing more is charged.'}
      </p>
      <div class="actions">
        <button type="button" onClick={onClose}>
          Go on making it
        </button>
        <button type="button" class="danger" onClick={onCancel}>
          Give up
        </button>
      </div>
    </Dialog>
  );
}
