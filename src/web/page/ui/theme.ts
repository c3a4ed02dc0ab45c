import { signal } from '@preact/signals';

type Theme = 'light' | 'dark';

const KEY = 'longtake.theme';
const wantsDark = matchMedia('(prefers-color-scheme: dark)');

/** What was chosen here; null follows the system. */
const chosen = signal<Theme | null>(readChosen());

/** Before the first drawing, so that nothing flashes. */
export function applyTheme(): void {
  const theme = chosen.value;
  if (theme === null) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** To the other one; back with the system when that is what it says. */
export function toggleTheme(): void {
  const system: Theme = wantsDark.matches ? 'dark' : 'light';
  const next: Theme = (chosen.value ?? system) === 'dark' ? 'light' : 'dark';
  chosen.value = next === system ? null : next;
  try {
    if (chosen.value === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen.value);
  } catch {
    // A browser that keeps nothing still shows what was chosen.
  }
  applyTheme();
}

function readChosen(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : null;
  } catch {
    return null;
  }
}
