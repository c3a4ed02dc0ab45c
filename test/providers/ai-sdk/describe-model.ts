import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const KEY = 'secret-key-4711-0815';

/** What a person writes: a module, and the entry that names it. */
export async function describeModel(folder: string, url: string, code = GROK): Promise<string> {
  const xai = JSON.stringify(import.meta.resolve('@ai-sdk/xai'));
  await writeFile(
    join(folder, 'grok.mjs'),
    `import { createXai } from ${xai};\nconst KEY = '${KEY}';\nconst URL = '${url}/v1';\n${code}`,
  );
  const entry = {
    id: 'ai-sdk:grok',
    module: './grok.mjs',
    server: url,
    modes: ['text', 'image', 'first_last', 'references'],
    lengths: { kind: 'range', minMs: 1_000, maxMs: 15_000 },
    sizes: ['720p'],
    audio: true,
    seed: false,
    price: { kind: 'per_second', micros: 140_000 },
  };
  const file = join(folder, 'models.json');
  await writeFile(file, JSON.stringify({ version: 1, models: [entry] }));
  return file;
}

const GROK = `export const model = ({ fetch }) =>
  createXai({ apiKey: KEY, baseURL: URL, fetch }).video('grok-imagine-video-1.5');`;
