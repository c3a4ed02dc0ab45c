import { signal } from '@preact/signals';
import { api, isSignInNeeded, wordsOf } from '../api/client.ts';
import { notify } from './announce.tsx';

const KEY = 'longtake.signedIn';

/** Whether this browser signed in here: its cookie is not for scripts to see. */
export const isSignedIn = signal(readKept());

/** Throws when the token is not the one. */
export async function signIn(token: string): Promise<void> {
  await api.v1.session.$post({ json: { token } });
  keep(true);
  isSignedIn.value = true;
  isSignInNeeded.value = false;
}

export async function signOut(): Promise<void> {
  try {
    await api.v1.session.$delete();
  } catch (thrown) {
    notify(wordsOf(thrown), 'trouble');
    return;
  }
  keep(false);
  isSignedIn.value = false;
  isSignInNeeded.value = true;
}

function readKept(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function keep(isIn: boolean): void {
  try {
    if (isIn) localStorage.setItem(KEY, 'yes');
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing shows no way to sign out after a reload.
  }
}
