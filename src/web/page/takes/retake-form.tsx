import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, once, read, wordsOf } from '../api/client.ts';
import { withConsent } from '../api/consent.ts';
import type { Shot } from '../api/contract.ts';
import { notify, say } from '../ui/announce.tsx';

type Props = { readonly render: string; readonly shot: Shot; readonly onDone: () => void };

/** Shoots one shot again. Only what was changed here is sent; the rest stays what the storyboard says. */
export function RetakeForm({ render, shot, onDone }: Props) {
  const written = shot.action ?? '';
  const prompt = useSignal(written);
  const model = useSignal('');
  const seed = useSignal('');
  const takes = useSignal('1');
  const models = useSignal<readonly { readonly id: string; readonly label: string }[]>([]);
  const isBusy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  useEffect(() => {
    prompt.value = written;
    trouble.value = null;
  }, [shot.id]);
  useEffect(() => {
    read(api.v1.models.$get()).then(
      (answer) => {
        models.value = answer.models.filter(({ medium, ready }) => medium === 'video' && ready);
      },
      // The models named in the storyboard still work without the list.
      () => undefined,
    );
  }, []);
  const shoot = async (): Promise<void> => {
    isBusy.value = true;
    trouble.value = null;
    try {
      const text = prompt.value.trim();
      const wish = {
        ...(text === written.trim() || text === '' ? {} : { prompt: text }),
        ...(model.value === '' ? {} : { model: model.value }),
        ...(seed.value === '' ? {} : { seed: Number(seed.value) }),
        ...(takes.value === '1' ? {} : { takes: Number(takes.value) }),
      };
      const answer = await withConsent((consent) =>
        read(
          api.v1.renders[':id'].shots[':shot'].takes.$post({
            param: { id: render, shot: shot.id },
            header: once(),
            json: { ...wish, ...consent },
          }),
        ),
      );
      if (answer === null) return;
      say(`Shot ${shot.id} is shot again`);
      notify(`Shot ${shot.id} is shot again. The take in the film stays until the new one is there.`);
      onDone();
    } catch (thrown) {
      trouble.value = wordsOf(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form
      class="retake"
      onSubmit={(event) => {
        event.preventDefault();
        void shoot();
      }}
    >
      <h3>Retake</h3>
      <label class="field">
        What happens
        <textarea
          rows={4}
          dir="auto"
          value={prompt.value}
          onInput={({ currentTarget }) => {
            prompt.value = currentTarget.value;
          }}
        />
      </label>
      <div class="fields">
        <label class="field wide">
          Model
          <select
            value={model.value}
            onChange={({ currentTarget }) => {
              model.value = currentTarget.value;
            }}
          >
            <option value="">As the storyboard says</option>
            {models.value.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          Seed
          <input
            type="number"
            min={0}
            max={2147483646}
            step={1}
            placeholder="a new one"
            value={seed.value}
            onInput={({ currentTarget }) => {
              seed.value = currentTarget.value;
            }}
          />
        </label>
        <label class="field">
          Takes
          <input
            type="number"
            min={1}
            max={99}
            step={1}
            required
            value={takes.value}
            onInput={({ currentTarget }) => {
              takes.value = currentTarget.value;
            }}
          />
        </label>
      </div>
      {trouble.value !== null && (
        <p class="bad-words" role="alert">
          {trouble.value}
        </p>
      )}
      <div class="actions">
        <span class="soft">Only this shot is made. If it costs, you are asked first.</span>
        <button type="submit" class="primary" disabled={isBusy.value}>
          Shoot again
        </button>
      </div>
    </form>
  );
}
