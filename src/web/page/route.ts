import { signal } from '@preact/signals';

/** Where the page is; every view has an address of its own. */
export type Route =
  | { readonly kind: 'list' }
  | { readonly kind: 'new' }
  | { readonly kind: 'film'; readonly id: string; readonly shot: string | null }
  | { readonly kind: 'storyboard'; readonly id: string }
  | { readonly kind: 'nowhere' };

export const route = signal<Route>(parseRoute(location.pathname));

export function goTo(path: string, how: 'push' | 'replace' = 'push'): void {
  if (path === location.pathname) return;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path);
  const from = route.value;
  route.value = parseRoute(path);
  const isSameView = from.kind === route.value.kind && toFilmId(from) === toFilmId(route.value);
  if (!isSameView) scrollTo(0, 0);
}

/** Follows links within the page and the browser's own way back. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    route.value = parseRoute(location.pathname);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (link === null || !isPlain || link.origin !== location.origin || link.dataset['page'] === undefined) return;
    event.preventDefault();
    goTo(link.pathname);
  });
}

export function toFilmPath(id: string, shot: string | null = null): string {
  return `/r/${encodeURIComponent(id)}${shot === null ? '' : `/shots/${encodeURIComponent(shot)}`}`;
}

function parseRoute(path: string): Route {
  const [first, id, view, shot, ...rest] = path.split('/').slice(1).map(decode);
  if (first === '' && id === undefined) return { kind: 'list' };
  if (first === 'new' && id === undefined) return { kind: 'new' };
  if (first !== 'r' || id === undefined || rest.length > 0) return { kind: 'nowhere' };
  if (view === undefined) return { kind: 'film', id, shot: null };
  if (view === 'storyboard' && shot === undefined) return { kind: 'storyboard', id };
  if (view === 'shots' && shot !== undefined) return { kind: 'film', id, shot };
  return { kind: 'nowhere' };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function toFilmId(where: Route): string | null {
  return 'id' in where ? where.id : null;
}
