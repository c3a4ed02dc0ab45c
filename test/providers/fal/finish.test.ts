import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli, type Ran } from '../../cli/memory-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { Charge } from '../../support/vendors/vendor-server.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { KEY } from './bench.ts';

const FILM = `longtake: 1
title: Talk
size: 160x90
models:
  video: fal:wan-v2.7
  image: fal:nano-banana
  voice: fal:elevenlabs-tts
  lipsync: fal:sync-lipsync-v2
  upscale: fal:seedvr-upscale
  smooth: fal:rife
characters:
  mara: {look: a woman in yellow}
scenes:
  - id: s1
    shots:
      - id: a
        start: text
        with: [mara]
        duration: 3s
        action: Mara looks at the sea.
        say: "mara: It is late."
        lipsync: true
        finish: [upscale 2, smooth 48]
      - {id: b, start: text, duration: 3s, action: A gull lands.}
`;

let running: Promise<StartedVendor> | null = null;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

type Studio = {
  readonly file: string;
  readonly vendor: StartedVendor;
  readonly run: (...argv: readonly string[]) => Promise<Ran>;
  readonly write: (text: string) => Promise<void>;
  /** Addresses that were paid since this was asked last. */
  readonly paid: () => readonly string[];
  readonly charges: () => readonly Charge[];
};

async function openStudio(text = FILM): Promise<Studio> {
  const folder = await temporaryFolder();
  running ??= startVendor('fal', '');
  const vendor = await (await running).begin(join(folder, 'charges.jsonl'));
  const file = join(folder, 'film.yaml');
  await writeFile(file, text);
  const environment = { PATH: process.env['PATH'], FAL_KEY: KEY, LONGTAKE_FAL_URL: vendor.url };
  let seen = 0;
  return {
    file,
    vendor,
    run: (command = '', ...argv) => runCli([command, file, ...argv], { environment }),
    write: (changed) => writeFile(file, changed),
    paid: () => {
      const all = vendor.charges();
      const fresh = all.slice(seen).map(({ endpoint }) => endpoint);
      seen = all.length;
      return fresh.toSorted();
    },
    charges: () => vendor.charges(),
  };
}

const TAKE = 'fal-ai/wan/v2.7/text-to-video';
const VOICE = 'fal-ai/elevenlabs/tts/multilingual-v2';
const LIPS = 'fal-ai/sync-lipsync/v2';
const LARGER = 'fal-ai/seedvr/upscale/video';
const SMOOTHER = 'fal-ai/rife/video';

describe('a take that is worked over', () => {
  test(
    'is synced, made larger and smoothed in this order, each over the file before it, and each is paid once',
    { timeout: 180_000 },
    async () => {
      const { run, paid, charges, write } = await openStudio();
      const planned = await run('plan');
      expect([planned.code, planned.err]).toEqual([0, '']);
      expect(planned.out).not.toContain('is not carried out');
      const rendered = await run('render', '--yes');
      expect([rendered.code, rendered.err, rendered.out]).toEqual([0, '', expect.stringContaining('film complete')]);
      expect(paid()).toEqual([TAKE, TAKE, VOICE, LIPS, LARGER, SMOOTHER].toSorted());
      const bodies = new Map(charges().map(({ endpoint, input }) => [endpoint, input]));
      expect(Object.keys(bodies.get(LIPS) ?? {}).toSorted()).toEqual(['audio_url', 'sync_mode', 'video_url']);
      expect(bodies.get(LARGER)).toMatchObject({ upscale_factor: 2, upscale_mode: 'factor' });
      expect(bodies.get(SMOOTHER)).toMatchObject({ fps: 48, use_calculated_fps: false });

      const again = await run('render', '--yes');
      expect([again.code, paid()]).toEqual([0, []]);

      // What is done to it is another matter than the take.
      await write(FILM.replace('upscale 2, smooth 48', 'upscale 2'));
      const fewer = await run('render', '--yes');
      expect([fewer.code, paid()]).toEqual([0, []]);
      await write(FILM.replace('upscale 2, smooth 48', 'smooth 48, upscale 2'));
      const turned = await run('render', '--yes');
      expect([turned.code, paid()]).toEqual([0, [LARGER, SMOOTHER].toSorted()]);
      await write(FILM);
      const back = await run('render', '--yes');
      expect([back.code, paid()]).toEqual([0, []]);

      // Another take has its own lips; the other shot, and the voice, stay as they are.
      const retake = await run('retake', 'a', '--yes');
      expect([retake.code, retake.err]).toEqual([0, '']);
      expect(paid()).toEqual([TAKE, LIPS, LARGER, SMOOTHER].toSorted());
      const chosen = await run('select', 'a', '1');
      expect([chosen.code, paid()]).toEqual([0, []]);

      // What is said otherwise is spoken and synced anew, over the take that is there.
      await write(FILM.replace('It is late.', 'It is early.'));
      const said = await run('render', '--yes');
      expect([said.code, said.err]).toEqual([0, '']);
      expect(paid()).toEqual([VOICE, LIPS, LARGER, SMOOTHER].toSorted());
    },
  );

  test('is drawn as it is in a preview, for nothing, and that is said', { timeout: 60_000 }, async () => {
    const { run, charges } = await openStudio();
    const planned = await run('plan', '--preview');
    expect(planned.out).toContain('`lipsync` (a) is not carried out');
    expect(planned.out).toContain('`finish` (a) is not carried out');
    const { code } = await run('render', '--preview');
    expect([code, charges()]).toEqual([0, []]);
  });

  test('needs a model that is known by its price, or by its name', { timeout: 60_000 }, async () => {
    const { run } = await openStudio(FILM.replace('  smooth: fal:rife\n', ''));
    const { code, out, err } = await run('plan');
    expect([code, `${out}${err}`]).toEqual([1, expect.stringContaining('models: {smooth: ')]);
  });
});

test('an avatar speaks from the keyframe, and is neither synced nor heard twice', { timeout: 120_000 }, async () => {
  const text = FILM.replace('lipsync: fal:sync-lipsync-v2', 'lipsync: fal:omnihuman-v1.5')
    .replace('start: text\n        with', 'start: keyframe\n        with')
    .replace('\n        finish: [upscale 2, smooth 48]', '');
  const { run, paid, file } = await openStudio(text);
  const rendered = await run('render', '--yes');
  expect([rendered.code, rendered.err]).toEqual([0, '']);
  expect(paid()).toEqual(['fal-ai/nano-banana', VOICE, 'fal-ai/bytedance/omnihuman/v1.5', TAKE].toSorted());
  expect((await readFile(file.replace('.yaml', '.mp4'))).length).toBeGreaterThan(1000);
});
