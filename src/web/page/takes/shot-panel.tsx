import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Failure } from '../../../model/generation.ts';
import { api, ApiError, once, read, wasAborted, wordsOf } from '../api/client.ts';
import type { Render, Shot, Take } from '../api/contract.ts';
import { seamToText } from '../film/readings.tsx';
import { standingOf } from '../film/standing.ts';
import { say } from '../ui/announce.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { lengthToText, timecodeToText, wordToText } from '../ui/format.ts';
import { LeftIcon, PauseIcon, PlayIcon, RightIcon, SoundIcon } from '../ui/icons.tsx';
import { FailureWords } from './failure-words.tsx';
import { createInStep, type InStep } from './in-step.ts';
import { RetakeForm } from './retake-form.tsx';
import { TakeCard } from './take-card.tsx';

type Props = {
  readonly render: Render;
  readonly shot: Shot;
  readonly takesVersion: number;
  readonly onClose: () => void;
  readonly onGo: (shot: string) => void;
  readonly onChange: () => void;
};

/** One shot with all its takes side by side: watch them in step, use another one, shoot again. */
export function ShotPanel({ render, shot, takesVersion, onClose, onGo, onChange }: Props) {
  const param = { id: render.id, shot: shot.id };
  const takes = useSignal<readonly Take[] | null>(null);
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const isMuted = useSignal(true);
  const inStep = useMemo(createInStep, [shot.id]);
  useEffect(() => () => inStep.close(), [inStep]);
  useEffect(() => {
    takes.value = null;
    trouble.value = null;
  }, [shot.id]);
  useEffect(() => {
    const aborting = new AbortController();
    read(api.v1.renders[':id'].shots[':shot'].$get({ param }, { init: { signal: aborting.signal } })).then(
      (answer) => {
        takes.value = answer.takes;
      },
      (thrown: unknown) => {
        const isOurs = wasAborted(thrown) || (thrown instanceof ApiError && thrown.status === 401);
        if (!isOurs) trouble.value = wordsOf(thrown);
      },
    );
    return () => aborting.abort();
  }, [render.id, shot.id, takesVersion]);
  const change = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    isBusy.value = true;
    trouble.value = null;
    try {
      await work();
      say(done);
      onChange();
    } catch (thrown) {
      trouble.value = wordsOf(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  const select = ({ number, isAcceptable }: Take): Promise<void> =>
    change(
      () =>
        api.v1.renders[':id'].shots[':shot'].select.$put({
          param,
          json: { take: number, ...(isAcceptable ? { acceptGates: true } : {}) },
        }),
      `The film uses take ${number} of shot ${shot.id}`,
    );
  const at = render.shotList.findIndex(({ id }) => id === shot.id);
  const [before, next] = [render.shotList[at - 1], render.shotList[at + 1]];
  return (
    <Dialog
      size="large"
      title={
        <>
          Shot <b class="id">{shot.id}</b>
        </>
      }
      onClose={onClose}
      tools={
        <>
          <span class={`word ${standingOf(shot.state)}`}>{wordToText(shot.state)}</span>
          <span class="grow" />
          <Neighbour shot={before} name="Shot before" onGo={onGo} />
          <Neighbour shot={next} name="Next shot" onGo={onGo} />
        </>
      }
    >
      <ShotFacts render={render} shot={shot} />
      {shot.failure !== null && !isTold(takes.value, shot.failure) && <FailureWords failure={shot.failure} />}
      {shot.isStale && (
        <div class="stale-box">
          <p>
            <b>Stale by upstream.</b> This take starts from a frame that its neighbour no longer shows, so the cut may
            be seen. Nothing is made again by itself: keep it as it is, or shoot it again below.{' '}
            <StaleSeams render={render} shot={shot} />
          </p>
          <button
            type="button"
            disabled={isBusy.value}
            onClick={() =>
              void change(
                () => api.v1.renders[':id'].shots[':shot'].accept.$post({ param, header: once() }),
                `Shot ${shot.id} is accepted`,
              )
            }
          >
            Accept it
          </button>
        </div>
      )}
      {trouble.value !== null && (
        <p class="bad-words" role="alert">
          {trouble.value}
        </p>
      )}
      <div class="panel">
        <section aria-label="Takes" aria-busy={takes.value === null}>
          {takes.value !== null && takes.value.some(({ url }) => url !== null) && (
            <InStepBar inStep={inStep} isMuted={isMuted.value} onSound={() => (isMuted.value = !isMuted.value)} />
          )}
          {takes.value?.length === 0 && <p class="soft">Nothing has been shot yet.</p>}
          <ul class="takes">
            {(takes.value ?? []).toReversed().map((take) => (
              <TakeCard
                key={take.number}
                take={take}
                shape={`${render.size.width} / ${render.size.height}`}
                inStep={inStep}
                isBusy={isBusy.value}
                isMuted={isMuted.value || !take.isUsed}
                word={take.state === 'live' ? wordToText(shot.state) : take.state}
                onSelect={(chosen) => void select(chosen)}
              />
            ))}
          </ul>
        </section>
        {shot.kind === 'shot' && <RetakeForm render={render.id} shot={shot} onDone={onChange} />}
      </div>
    </Dialog>
  );
}

/** How like the frames on both sides are, as the film shows them now. */
function StaleSeams({ render, shot }: { readonly render: Render; readonly shot: Shot }) {
  const seams = render.stale.find((one) => one.shot === shot.id)?.seams ?? [];
  return (
    <>
      {seams
        .filter(({ ssim, deltaE }) => ssim !== null || deltaE !== null)
        .map(({ from, ssim, deltaE }) => (
          <span key={from} class="reading">
            {from}: {seamToText({ ssim, deltaE })}
          </span>
        ))}
    </>
  );
}

/** A take that failed tells it itself. */
function isTold(takes: readonly Take[] | null, failure: Failure): boolean {
  return takes === null || takes.some((take) => take.failure?.message === failure.message);
}

type NeighbourProps = { readonly shot: Shot | undefined; readonly name: string; readonly onGo: (shot: string) => void };

function Neighbour({ shot, name, onGo }: NeighbourProps) {
  return (
    <button
      type="button"
      class="icon quiet"
      aria-label={name}
      title={name}
      disabled={shot === undefined}
      onClick={() => {
        if (shot !== undefined) onGo(shot.id);
      }}
    >
      {name === 'Next shot' ? <RightIcon /> : <LeftIcon />}
    </button>
  );
}

function ShotFacts({ render, shot }: { readonly render: Render; readonly shot: Shot }) {
  const heading = render.scenes.find(({ id }) => id === shot.scene)?.heading;
  return (
    <div class="shot-facts">
      {heading !== undefined && heading !== null && <p class="heading">{heading}</p>}
      <p dir="auto">{shot.action ?? shot.title}</p>
      {shot.say.length > 0 && (
        <dl class="speech">
          {shot.say.map(({ who, words }) => (
            <div key={who + words}>
              <dt>{who}</dt>
              <dd dir="auto">{words}</dd>
            </div>
          ))}
        </dl>
      )}
      <p class="soft">
        {[
          `${timecodeToText(shot.fromFrame, render.fps)} in the film`,
          `${lengthToText(shot.durationMs)}, ${shot.frames} frames`,
          ...(shot.frame === null ? [] : [shot.frame]),
          ...(shot.camera === null ? [] : [wordToText(shot.camera)]),
        ].join(' · ')}
      </p>
    </div>
  );
}

type BarProps = { readonly inStep: InStep; readonly isMuted: boolean; readonly onSound: () => void };

function InStepBar({ inStep, isMuted, onSound }: BarProps) {
  return (
    <div class="in-step">
      <button
        type="button"
        class="icon play"
        aria-label={inStep.isPlaying.value ? 'Pause all takes' : 'Play all takes'}
        onClick={inStep.toggle}
      >
        {inStep.isPlaying.value ? <PauseIcon /> : <PlayIcon />}
      </button>
      <input
        type="range"
        aria-label="Time in the takes"
        min={0}
        max={inStep.lengthSeconds.value}
        step={0.04}
        value={inStep.seconds.value}
        aria-valuetext={`${inStep.seconds.value.toFixed(1)} seconds`}
        onInput={({ currentTarget }) => inStep.seek(currentTarget.valueAsNumber)}
      />
      <span class="clock">
        {inStep.seconds.value.toFixed(1)} <span class="soft">/ {inStep.lengthSeconds.value.toFixed(1)} s</span>
      </span>
      <button
        type="button"
        class="icon quiet"
        aria-label="Sound of the take in the film"
        aria-pressed={!isMuted}
        onClick={onSound}
      >
        <SoundIcon isMuted={isMuted} />
      </button>
    </div>
  );
}
