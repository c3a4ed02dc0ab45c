import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundlePage } from './bundle.ts';

const target = join(import.meta.dirname, '../../dist/src/web/page');

for (const [path, bytes] of await bundlePage()) {
  const file = join(target, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
