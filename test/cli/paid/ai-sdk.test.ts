import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeModel, KEY } from '../../providers/ai-sdk/describe-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor } from '../../support/vendors/start-vendor.ts';
import { runCli } from '../memory-io.ts';

test('a film of two shots is complete, and what is recorded is what was charged', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'film.yaml');
  await writeFile(
    file,
    `longtake: 1
title: Two
size: 160x90
models: {video: [ai-sdk:grok]}
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: 2s, action: A tree in the wind.}
      - {id: b, start: keyframe, duration: 2s, action: A gull lands.}
`,
  );
  await using vendor = await startVendor('xai', join(folder, 'charges.jsonl'));
  const models = await describeModel(folder, vendor.url);
  const environment = { PATH: process.env['PATH'], LONGTAKE_MODELS: models };
  const listed = await runCli(['models'], { environment });
  expect(listed.out).toContain('ai-sdk:grok');
  const { code, out } = await runCli(['render', file, '--yes'], { environment });
  expect([code, out]).toEqual([0, expect.stringContaining('film complete')]);
  const spentMicros = vendor.charges().reduce((sum, { chargedMicros }) => sum + chargedMicros, 0);
  const status = await runCli(['status', '--json', file], { environment });
  expect([vendor.charges().length, JSON.parse(status.out)]).toMatchObject([2, { spentMicros, reservedMicros: 0 }]);
  await runCli(['render', file, '--yes'], { environment });
  expect(vendor.charges()).toHaveLength(2);
  const kept = await readFile(join(folder, '.longtake', 'longtake.db')).catch(() => Buffer.alloc(0));
  expect(`${kept.toString('latin1')}${out}${status.out}`).not.toContain(KEY);
}, 180_000);
