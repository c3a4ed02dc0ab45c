import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storyboardJsonSchemaText } from '../storyboard/json-schema.ts';

/** Writes the format's JSON Schema into a workspace folder, where editors find it; a file that is current stays as it is. */
export async function writeSchema(workspace: string): Promise<void> {
  const file = join(workspace, 'storyboard.schema.json');
  const text = storyboardJsonSchemaText();
  if ((await readFile(file, 'utf8').catch(() => null)) !== text) await writeFile(file, text);
}

/** The same for a storyboard that names the schema in its first lines. Never fails: completion in editors is a courtesy. */
export async function offerSchema(storyboardFile: string): Promise<void> {
  try {
    if (!/^#\s*yaml-language-server:.*\.longtake\/storyboard\.schema\.json/mu.test(await readHead(storyboardFile)))
      return;
    const workspace = join(dirname(storyboardFile), '.longtake');
    await mkdir(workspace, { recursive: true });
    await writeSchema(workspace);
  } catch {
    // A read-only folder is no reason to refuse a check.
  }
}

const HEAD_BYTES = 1024;

async function readHead(file: string): Promise<string> {
  await using handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.toString('utf8', 0, bytesRead);
}
