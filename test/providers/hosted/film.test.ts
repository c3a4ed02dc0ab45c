import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../cli/memory-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor } from '../../support/vendors/start-vendor.ts';
import { KEY, VENDORS, type HostedName } from './bench.ts';

const FILMS: readonly (readonly [name: HostedName, video: string, image: string, jobs: number])[] = [
  ['replicate', 'replicate:seedance-1-pro', 'replicate:nano-banana', 3],
  ['runway', 'runway:gen4.5', 'runway:gen4_image', 3],
  ['gemini', 'gemini:omni-1.2-flash', 'animatic', 2],
];

test.each(FILMS)(
  '%s: a film of two shots is complete, and what is recorded is what was charged',
  async (name, video, image, jobs) => {
    const folder = await temporaryFolder();
    const file = join(folder, 'film.yaml');
    await writeFile(
      file,
      `longtake: 1
title: Two
size: 160x90
models: {video: [${video}], image: [${image}]}
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: 2s, action: A tree in the wind.}
      - {id: b, start: keyframe, duration: 2s, action: A gull lands.}
`,
    );
    await using vendor = await startVendor(name, join(folder, 'charges.jsonl'));
    const environment = {
      PATH: process.env['PATH'],
      [VENDORS[name].keyName]: KEY,
      [`LONGTAKE_${name.toUpperCase()}_URL`]: vendor.url,
    };
    const unasked = await runCli(['render', file], { environment });
    expect([unasked.code, vendor.charges()]).toEqual([1, []]);
    const { code, out } = await runCli(['render', file, '--yes'], { environment });
    expect([code, out]).toEqual([0, expect.stringContaining('film complete')]);
    const charges = vendor.charges();
    expect(charges).toHaveLength(jobs);
    const status = await runCli(['status', '--json', file], { environment });
    const spentMicros = charges.reduce((sum, { chargedMicros }) => sum + chargedMicros, 0);
    expect(JSON.parse(status.out)).toMatchObject({ spentMicros, reservedMicros: 0 });
    const again = await runCli(['render', file, '--yes'], { environment });
    expect([again.code, vendor.charges().length]).toEqual([0, jobs]);
    const kept = await readFile(join(folder, '.longtake', 'longtake.db')).catch(() => Buffer.alloc(0));
    expect(`${kept.toString('latin1')}${out}${status.out}`).not.toContain(KEY);
  },
  90_000,
);
