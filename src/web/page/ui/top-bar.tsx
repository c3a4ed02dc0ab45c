import type { ComponentChildren } from 'preact';
import type { StreamState } from '../live/stream.ts';
import { ThemeIcon } from './icons.tsx';
import { isSignedIn, signOut } from './session.ts';
import { toggleTheme } from './theme.ts';

type Props = { readonly connection: StreamState | null; readonly children?: ComponentChildren };

export function TopBar({ connection, children }: Props) {
  return (
    <header class="top-bar">
      <a class="mark" href="/" data-page>
        longtake
      </a>
      <nav class="trail" aria-label="Where you are">
        {children}
      </nav>
      {connection !== null && (
        <span class={`connection ${connection}`} role="status">
          {CONNECTION[connection]}
        </span>
      )}
      {isSignedIn.value && (
        <button type="button" class="quiet" onClick={() => void signOut()}>
          Sign out
        </button>
      )}
      <button type="button" class="icon quiet" aria-label="Light or dark" title="Light or dark" onClick={toggleTheme}>
        <ThemeIcon />
      </button>
    </header>
  );
}

const CONNECTION: Readonly<Record<StreamState, string>> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'reconnecting',
};
