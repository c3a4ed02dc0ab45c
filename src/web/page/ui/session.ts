import { signal } from '@preact/signals';
import { api, isSignInNeeded, wordsOf } from '../api/client.ts';
import { notify } from './announce.tsx';

const KEY = 'longtake.signedIn';

/** Whether this browser signed in here: its cookie is not for scripts to see. */
export const isSignedIn = signal(localStorage.getItem(KEY) !== null);

/** Throws when the token is not the one. */
export async function signIn(token: string): Promise<void> {
  await api.v1.session.$post({ json: { token } });
  localStorage.setItem(KEY, 'yes');
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
  localStorage.removeItem(KEY);
  isSignedIn.value = false;
  isSignInNeeded.value = true;
}
