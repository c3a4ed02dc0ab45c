import { writeFile } from 'node:fs/promises';
import { mayHold, sniffMediaType, type MediaType } from './media-type.ts';
import { notFetched, type Saved } from './save-remote.ts';

/** Keeps a file that came within an answer, as `data:TYPE;base64,…`. What it is, is told by its bytes. */
export async function saveInline(url: string, destination: string, kind: MediaType['kind']): Promise<Saved> {
  const comma = url.indexOf(',');
  return saveBytes(Buffer.from(comma < 0 ? '' : url.slice(comma + 1), 'base64'), destination, kind);
}

export async function saveBytes(bytes: Uint8Array, destination: string, kind: MediaType['kind']): Promise<Saved> {
  const type = sniffMediaType(bytes);
  if (type === null || !mayHold(type, kind))
    return notFetched(`the file is ${type?.mediaType ?? 'nothing that is known'}, where a ${kind} was asked for`);
  await writeFile(destination, bytes);
  return { status: 'stored', mediaType: type.mediaType };
}
