import type { Render } from '../api/contract.ts';
import { toFilmPath } from '../route.ts';
import { countToText, wordToText } from '../ui/format.ts';
import { WarnIcon } from '../ui/icons.tsx';

type Props = { readonly render: Render; readonly onOpen: (shot: string) => void };

/** What stands between the film and its end: folded, so that it never pushes the board away. */
export function Troubles({ render, onOpen }: Props) {
  const { failures, warnings, stale, problems } = render;
  const held = failures.filter(({ state }) => state === 'held').length;
  const failed = failures.length - held;
  const heads = [
    ...(problems > 0 ? [`${countToText(problems, 'error')} in the storyboard`] : []),
    ...(failed > 0 ? [`${countToText(failed, 'task')} failed`] : []),
    ...(held > 0 ? [`${countToText(held, 'task')} held`] : []),
    ...(stale.length > 0 ? [`${countToText(stale.length, 'stale take')}`] : []),
    ...(warnings.length > 0 ? [countToText(warnings.length, 'warning')] : []),
  ];
  if (heads.length === 0) return null;
  return (
    <details class="troubles">
      <summary>
        <WarnIcon /> {heads.join(' · ')}
      </summary>
      <ul>
        {problems > 0 && (
          <li>
            <a href={`${toFilmPath(render.id)}/storyboard`} data-page>
              Mend the storyboard
            </a>{' '}
            before anything more is made.
          </li>
        )}
        {failures.map(({ task, shot, title, failure }) => (
          <li key={task}>
            <ShotName shot={shot} title={title} onOpen={onOpen} />
            <span class="bad-words">{wordToText(failure.class)}</span>: {failure.message}
            {failure.advice !== null && <span class="soft"> {failure.advice}</span>}
          </li>
        ))}
        {stale.map(({ shot }) => (
          <li key={shot}>
            <ShotName shot={shot} title={shot} onOpen={onOpen} />
            starts from a frame that its neighbour no longer shows.
          </li>
        ))}
        {warnings.map(({ code, message }) => (
          <li key={code + message}>{message}</li>
        ))}
      </ul>
    </details>
  );
}

type NameProps = { readonly shot: string | null; readonly title: string; readonly onOpen: (shot: string) => void };

function ShotName({ shot, title, onOpen }: NameProps) {
  if (shot === null) return <b>{title} </b>;
  return (
    <button type="button" class="link" onClick={() => onOpen(shot)}>
      {title}
    </button>
  );
}
