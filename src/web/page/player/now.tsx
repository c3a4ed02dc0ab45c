import type { Render } from '../api/contract.ts';
import { standingOf } from '../film/standing.ts';
import { wordToText } from '../ui/format.ts';
import type { Playback } from './playback.ts';
import { indexAt } from './playlist.ts';

type Props = { readonly render: Render; readonly playback: Playback; readonly onOpen: (shot: string) => void };

/** What is on the screen now, and the way to shoot it again. */
export function Now({ render, playback, onOpen }: Props) {
  const shot = render.shotList[indexAt(render.shotList, playback.frame.value)];
  if (shot === undefined) return null;
  const { id, state, action, title, say } = shot;
  return (
    <div class="now">
      <div class="line">
        <b class="id">{id}</b>
        <span class={`word ${standingOf(state)}`}>{wordToText(state)}</span>
        {shot.video === null && shot.drawing !== null && <span class="word waiting">drawn for now</span>}
        <span class="grow" />
        <button type="button" onClick={() => onOpen(id)}>
          Takes and retake…
        </button>
      </div>
      <p dir="auto">{action ?? title}</p>
      {say.length > 0 && (
        <dl class="speech">
          {say.map(({ who, words }) => (
            <div key={who + words}>
              <dt>{who}</dt>
              <dd dir="auto">{words}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
