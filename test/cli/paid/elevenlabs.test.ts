import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor } from '../../support/vendors/start-vendor.ts';
import { runCli } from '../memory-io.ts';

const KEY = 'secret-key-4711-0815';
const SPEECH = 'elevenlabs:multilingual-v2';
const MUSIC = 'elevenlabs:music';
const EFFECTS = 'elevenlabs:sound-effects';

test('a film of two shots has its music, its wind and its line, and what is recorded is what was charged', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'film.yaml');
  await writeFile(
    file,
    `longtake: 1
title: Two
size: 160x90
models: {voice: [${SPEECH}], music: [${EFFECTS}, ${MUSIC}]}
audio: {music: {prompt: slow cello}, ambience: {prompt: wind}}
characters: {mara: {look: woman, voice: low-calm-female}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 2s, action: Mara waits., say: "mara: One more."}
      - {id: b, duration: 2s, action: Mara goes.}
`,
  );
  await using vendor = await startVendor('elevenlabs', join(folder, 'charges.jsonl'));
  const environment = {
    PATH: process.env['PATH'],
    ELEVENLABS_API_KEY: KEY,
    LONGTAKE_ELEVENLABS_URL: vendor.url,
  };
  const { code, out, err } = await runCli(['render', file, '--yes'], { environment });
  expect([code, out, err]).toEqual([0, expect.stringContaining('film complete'), '']);
  const charges = vendor.charges();
  expect(charges.map(({ endpoint }) => endpoint).toSorted()).toEqual(['music', 'sound-generation', 'text-to-speech']);
  const status = await runCli(['status', '--json', file], { environment });
  const spentMicros = charges.reduce((sum, { chargedMicros }) => sum + chargedMicros, 0);
  expect(JSON.parse(status.out)).toMatchObject({ spentMicros, reservedMicros: 0 });
  await runCli(['render', file, '--yes'], { environment });
  expect(vendor.charges()).toHaveLength(3);
}, 90_000);
