import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, once, read, uploadBlob, wordsOf } from '../api/client.ts';
import { withConsent } from '../api/consent.ts';
import { goTo, toFilmPath } from '../route.ts';
import { countToText } from '../ui/format.ts';
import { TopBar } from '../ui/top-bar.tsx';
import { draft, type NamedFile } from './draft.ts';
import { toDraft } from './dropped.ts';
import { useLeaveGuard } from './leave-guard.ts';
import { Workbench } from './workbench.tsx';

/** A new film: paste, drop or write a storyboard, see what it comes to, go. */
export function NewView() {
  const uploads = useSignal<Readonly<Record<string, string>>>({});
  const isUploading = useSignal(false);
  const isPreview = useSignal(false);
  const isBusy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  const { text, files } = draft.value;
  const typed = useRef(text);
  const revision = useRef(0);
  if (text !== typed.current) {
    typed.current = text;
    revision.current += 1;
  }
  useLeaveGuard(text.trim() !== '');
  useEffect(() => {
    document.title = 'New film · longtake';
  }, []);
  useEffect(() => {
    if (files.length === 0) return undefined;
    const aborting = new AbortController();
    isUploading.value = true;
    upload(files, aborting.signal)
      .then((found) => {
        uploads.value = found;
      })
      .catch((thrown: unknown) => {
        if (!aborting.signal.aborted) trouble.value = wordsOf(thrown);
      })
      .finally(() => {
        isUploading.value = false;
      });
    return () => aborting.abort();
  }, [files]);
  const start = async (): Promise<void> => {
    isBusy.value = true;
    trouble.value = null;
    try {
      const render = await withConsent(
        (consent) =>
          read(
            api.v1.renders.$post({
              header: once(),
              json: {
                storyboard: text,
                files: uploads.value,
                options: { preview: isPreview.value, ...consent },
              },
            }),
          ),
        { ceilingMicros: null },
      );
      if (render === null) return;
      draft.value = { text: '', files: [] };
      goTo(toFilmPath(render.id));
    } catch (thrown) {
      trouble.value = wordsOf(thrown);
    } finally {
      isBusy.value = false;
    }
  };
  const pick = async (list: FileList | null): Promise<void> => {
    try {
      draft.value = await toDraft([...(list ?? [])].map((file) => ({ path: file.name, file })));
    } catch (thrown) {
      trouble.value = wordsOf(thrown);
    }
  };
  return (
    <>
      <TopBar connection={null}>
        <a href="/" data-page>
          Films
        </a>
        <span aria-current="page">New film</span>
      </TopBar>
      <main class="edit">
        <h1 class="unseen">New film</h1>
        <Workbench
          wanted={{ storyboard: text, files: uploads.value, options: { preview: isPreview.value } }}
          revision={revision.current}
          onChange={(next) => {
            typed.current = next;
            draft.value = { text: next, files };
          }}
          onSave={() => undefined}
          empty={
            <div class="welcome">
              <h2>Paste or write a storyboard</h2>
              <p>
                It begins with <code>longtake: 1</code> and a title. What is wrong is marked as you write; what would be
                made, and for how much, stands here before you say go.
              </p>
              <p>
                <label class="button">
                  Open files…
                  <input
                    class="unseen"
                    type="file"
                    multiple
                    onChange={({ currentTarget }) => void pick(currentTarget.files)}
                  />
                </label>
              </p>
              <p>
                <button type="button" class="link" onClick={() => (draft.value = { text: FIRST, files: [] })}>
                  Begin with two shots
                </button>
              </p>
            </div>
          }
          footer={(answer, isCurrent) => {
            const errors = (answer?.problems ?? []).filter(({ severity }) => severity === 'error').length;
            const isReady = answer?.plan !== null && answer?.plan !== undefined && errors === 0 && isCurrent;
            return (
              <>
                {files.length > 0 && (
                  <p class="soft">
                    {isUploading.value ? 'Uploading ' : 'With '}
                    {countToText(files.length, 'file')} beside it
                  </p>
                )}
                {trouble.value !== null && (
                  <p class="bad-words" role="alert">
                    {trouble.value}
                  </p>
                )}
                <label class="tick">
                  <input
                    type="checkbox"
                    checked={isPreview.value}
                    onChange={({ currentTarget }) => {
                      isPreview.value = currentTarget.checked;
                    }}
                  />
                  Preview: draw and voice everything here, for nothing
                </label>
                <div class="actions">
                  <button
                    type="button"
                    class="primary"
                    disabled={!isReady || isBusy.value || isUploading.value}
                    onClick={() => void start()}
                  >
                    Make the film
                  </button>
                </div>
              </>
            );
          }}
        />
      </main>
    </>
  );
}

/** Each file by its hash, a few at a time. */
async function upload(files: readonly NamedFile[], signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const { path, file } of files) {
    found[path] = await uploadBlob(file, signal);
  }
  return found;
}

const FIRST = `longtake: 1
title: Good Morning, Light

characters:
  mara:
    look: woman about 60, silver braid, weathered face
    wardrobe: {default: yellow oilskin coat over navy sweater}

places:
  cliff: {look: "grassy cliff above a calm sea, a white lighthouse behind"}

scenes:
  - id: s1
    heading: EXT. CLIFF - DAWN
    place: cliff
    time: dawn
    with: [mara]
    shots:
      - id: arrive
        frame: wide eye
        camera: dolly_in slow
        duration: 4s
        action: Mara stands at the edge and watches the first light on the water.
        out: dissolve 1s
      - id: greet
        frame: close-up low
        duration: 4s
        action: She smiles and lifts her mug to the sun.
        say: |
          mara: Good morning, light.
`;
