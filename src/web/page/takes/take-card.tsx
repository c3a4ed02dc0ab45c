import { useEffect, useRef } from 'preact/hooks';
import { moneyToText } from '../../../model/money.ts';
import type { Take } from '../api/contract.ts';
import { FailureWords } from './failure-words.tsx';
import { GateTable } from '../film/readings.tsx';
import { standingOf } from '../film/standing.ts';
import { lengthToText, momentToText } from '../ui/format.ts';
import { TickIcon } from '../ui/icons.tsx';
import type { InStep } from './in-step.ts';

type Props = {
  readonly take: Take;
  readonly shape: string;
  readonly inStep: InStep;
  readonly isBusy: boolean;
  readonly isMuted: boolean;
  /** While it is being made: the machine's word. */
  readonly word: string;
  readonly onSelect: (take: Take) => void;
};

export function TakeCard({ take, shape, inStep, isBusy, isMuted, word, onSelect }: Props) {
  const { number, state, isUsed, isFitting, isAcceptable } = take;
  return (
    <li class={`take ${isUsed ? 'used' : ''}`}>
      <div class="take-picture" style={{ aspectRatio: shape }}>
        {take.url === null ? (
          <span class="no-picture">{word}</span>
        ) : (
          <TakeVideo number={number} url={take.url} poster={take.firstFrame} inStep={inStep} isMuted={isMuted} />
        )}
      </div>
      <div class="take-body">
        <div class="line">
          <h3>Take {number}</h3>
          <span class={`word ${standingOf(state === 'live' ? 'working' : state)}`}>{word}</span>
          <span class="grow" />
          {isUsed ? (
            <span class="used-mark">
              <TickIcon /> in the film
            </span>
          ) : (
            <button
              type="button"
              disabled={isBusy || !(state === 'stored' || isAcceptable)}
              onClick={() => onSelect(take)}
            >
              Use take {number}
              {isAcceptable && ' as it is'}
            </button>
          )}
        </div>
        <p class="soft">
          {take.model} · seed {take.seed} · {moneyToText(take.costMicros)}
          {take.durationMs === null ? '' : ` · ${lengthToText(take.durationMs)}`} · {momentToText(take.madeMs)}
        </p>
        {!isFitting && <p class="soft">Made of what the storyboard said before.</p>}
        {take.failure !== null && <FailureWords failure={take.failure} />}
        <GateTable gates={take.gates} />
        <details>
          <summary>Prompt</summary>
          <p class="prompt" dir="auto">
            {take.prompt}
          </p>
        </details>
      </div>
    </li>
  );
}

type VideoProps = {
  readonly number: number;
  readonly url: string;
  readonly poster: string | null;
  readonly inStep: InStep;
  readonly isMuted: boolean;
};

function TakeVideo({ number, url, poster, inStep, isMuted }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    inStep.hold(number, element.current);
    return () => inStep.hold(number, null);
  }, [inStep, number, url]);
  return (
    <video
      ref={element}
      src={url}
      {...(poster === null ? {} : { poster })}
      muted={isMuted}
      playsInline
      preload="metadata"
      aria-label={`Take ${number}`}
      onClick={inStep.toggle}
    />
  );
}
