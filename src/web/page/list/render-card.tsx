import { useSignal } from '@preact/signals';
import type { RenderSummary } from '../api/contract.ts';
import { toFilmPath } from '../route.ts';
import { countToText, leftToText, lengthToText, momentToText, spentToText, wordToText } from '../ui/format.ts';

export function RenderCard({ render }: { readonly render: RenderSummary }) {
  const { title, state, shots, tasks, poster, secondsLeft } = render;
  const share = tasks.total === 0 ? 0 : tasks.settled / tasks.total;
  const missing = useSignal<string | null>(null);
  const isWhole = state === 'done';
  return (
    <li class={`film-card ${state}`}>
      <a href={toFilmPath(render.id)} data-page>
        <div class="poster">
          {poster === null || poster === missing.value ? (
            <span class="no-picture">no picture yet</span>
          ) : (
            <img
              src={poster}
              alt=""
              loading="lazy"
              decoding="async"
              onError={() => {
                missing.value = poster;
              }}
            />
          )}
          <span class="length">{lengthToText(render.durationMs)}</span>
        </div>
        <h2>
          <bdi>{title}</bdi>
        </h2>
        <div class="line">
          <span class={`state ${state}`}>{wordToText(state)}</span>
          <span>
            {shots.ready} of {countToText(shots.total, 'shot')}
          </span>
          {shots.failed > 0 && <span class="bad-words">{shots.failed} failed</span>}
          {shots.held > 0 && <span class="warn-words">{shots.held} held</span>}
          {render.problems > 0 && <span class="bad-words">{countToText(render.problems, 'error')}</span>}
        </div>
        <div class={`film-progress ${state}`} aria-hidden="true">
          {!isWhole && <span style={{ transform: `scaleX(${share})` }} />}
        </div>
        <p class="soft">
          {[
            `${spentToText(render.spentMicros)} spent`,
            ...(state === 'running' && secondsLeft !== null
              ? [leftToText(secondsLeft)]
              : [momentToText(render.changedMs)]),
            ...(render.source === 'file' ? ['file on this machine'] : []),
          ].join(' · ')}
        </p>
      </a>
    </li>
  );
}
