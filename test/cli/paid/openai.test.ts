import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor } from '../../support/vendors/start-vendor.ts';
import { runCli } from '../memory-io.ts';

const KEY = 'secret-key-4711-0815';

test('a film of two shots has its line, and what is recorded is what was charged', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'film.yaml');
  await writeFile(
    file,
    `longtake: 1
title: Two
size: 160x90
models: {voice: [openai:tts-1]}
characters: {mara: {look: woman, voice: low-calm-female}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 2s, action: Mara waits., say: "mara: One more."}
      - {id: b, duration: 2s, action: Mara goes.}
`,
  );
  await using vendor = await startVendor('openai-speech', join(folder, 'charges.jsonl'));
  const environment = { PATH: process.env['PATH'], OPENAI_API_KEY: KEY, LONGTAKE_OPENAI_URL: vendor.url };
  const { code, out } = await runCli(['render', file, '--yes'], { environment });
  expect([code, out]).toEqual([0, expect.stringContaining('film complete')]);
  const status = await runCli(['status', '--json', file], { environment });
  expect(JSON.parse(status.out)).toMatchObject({ spentMicros: 135, reservedMicros: 0 });
  expect(vendor.charges()).toMatchObject([{ chargedMicros: 135 }]);
  await runCli(['render', file, '--yes'], { environment });
  expect(vendor.charges()).toHaveLength(1);
}, 180_000);
