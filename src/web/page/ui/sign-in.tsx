import { useSignal } from '@preact/signals';
import { wordsOf } from '../api/client.ts';
import { signIn } from './session.ts';

/** Shown in place of everything while the server wants its token. */
export function SignIn() {
  const trouble = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    isBusy.value = true;
    try {
      const token = new FormData(form).get('token');
      await signIn(typeof token === 'string' ? token.trim() : '');
    } catch (thrown) {
      trouble.value = wordsOf(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          void submit(event);
        }}
      >
        <h1>longtake</h1>
        <p class="soft">
          This longtake is not for everyone. Its token is in the file that <code>longtake serve</code> named when it was
          started.
        </p>
        <input
          class="unseen"
          type="text"
          name="username"
          autocomplete="username"
          value="longtake"
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <label>
          Token
          <input
            type="password"
            name="token"
            required
            autocomplete="current-password"
            autofocus
            aria-describedby="sign-in-trouble"
          />
        </label>
        <p id="sign-in-trouble" class="bad-words" role="alert">
          {trouble}
        </p>
        <button type="submit" class="primary" disabled={isBusy.value}>
          Sign in
        </button>
      </form>
    </main>
  );
}
