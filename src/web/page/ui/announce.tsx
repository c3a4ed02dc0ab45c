import { signal } from '@preact/signals';

/** What a screen reader is to say next, and messages that everyone sees for a while. */
const spoken = signal('');
const notices = signal<readonly Notice[]>([]);
type Notice = { readonly id: number; readonly kind: 'plain' | 'trouble'; readonly text: string };

const PLAIN_MS = 5000;
const TROUBLE_MS = 12_000;
let lastId = 0;

export function say(text: string): void {
  // The same words twice are a change of text too.
  spoken.value = spoken.value === text ? `${text}\u00a0` : text;
}

export function notify(text: string, kind: Notice['kind'] = 'plain'): void {
  lastId += 1;
  const id = lastId;
  notices.value = [...notices.value.slice(-2), { id, kind, text }];
  setTimeout(() => dismiss(id), kind === 'plain' ? PLAIN_MS : TROUBLE_MS);
}

export function Announcements() {
  return (
    <>
      <div class="unseen" role="status" aria-live="polite">
        {spoken}
      </div>
      <div class="notices" role="log" aria-live="polite" aria-label="Messages">
        {notices.value.map(({ id, kind, text }) => (
          <div key={id} class={`notice ${kind}`}>
            <span>{text}</span>
            <button type="button" class="quiet" aria-label="Dismiss this message" onClick={() => dismiss(id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </>
  );
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}
