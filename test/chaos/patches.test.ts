import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MUTANTS } from '../../chaos/mutants.ts';
import { NO_VER } from '../../chaos/mutants-sweep.ts';
import { applyPatch, type Patch } from '../../chaos/patches/patch.ts';
import { POINT_NAMES, pointPatch } from '../../chaos/patches/points.ts';
import { FLYING_TIME } from '../../chaos/patches/time.ts';

const PATCHES: readonly (readonly [name: string, patches: readonly Patch[]])[] = [
  ['flying time', FLYING_TIME],
  ['no ver', NO_VER],
  ...POINT_NAMES.map((name) => [name, [pointPatch(name)]] as const),
  ...MUTANTS.map(({ name, patches }) => [name, patches] as const),
];

test.each(PATCHES)('what chaos changes in the sources is still there: %s', async (_name, patches) => {
  for (const patch of patches) {
    const source = await readFile(join(import.meta.dirname, '../..', patch.file), 'utf8');
    expect(applyPatch(source, patch)).not.toBe(source);
  }
});
