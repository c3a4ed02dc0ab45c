import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'hono';
import { newId, toId, type BlobSha } from '../model/ids.ts';
import type { Draft } from '../films/draft.ts';
import type { Films } from '../films/films.ts';
import { MAX_DEPTH } from '../storyboard/convert-tree.ts';
import { toYaml } from '../storyboard/to-yaml.ts';
import { HttpError } from './problems.ts';
import { optionsSchema, type OptionsJson } from './schemas/requests.ts';
import { checkRequest } from './validate.ts';

/** A storyboard as it may be sent: as JSON, as YAML, or as a form with its files. */
export type Posted = { readonly draft: Draft; readonly options: OptionsJson };

type PostedJson = {
  readonly storyboard: string | object;
  readonly name?: string | undefined;
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly options?: OptionsJson | undefined;
};

/** `json` is the body as it was checked already, when it is JSON. */
export async function readPosted(
  c: Context,
  films: Pick<Films, 'home'>,
  json: unknown,
  query: OptionsJson,
): Promise<Posted> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') return fromJson(json);
  if (YAML_TYPES.has(type))
    return { draft: { text: await c.req.text(), name: null, files: new Map() }, options: query };
  if (type === 'multipart/form-data') return readForm(c, films, query);
  throw new HttpError(415, 'media_type_unknown', 'Send application/json, application/yaml or multipart/form-data.');
}

export const YAML_TYPES: ReadonlySet<string> = new Set(['application/yaml', 'application/x-yaml', 'text/yaml']);

function fromJson(json: unknown): Posted {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked by the route before
  const { storyboard, name = null, files = {}, options = {} } = json as PostedJson;
  return {
    draft: { text: toText(storyboard), name: toFileName(name), files: toFiles(Object.entries(files)) },
    options,
  };
}

async function readForm(c: Context, { home }: Pick<Films, 'home'>, query: OptionsJson): Promise<Posted> {
  const form = await c.req.formData();
  const files: [string, string][] = [];
  let text: string | null = null;
  let fileName: string | null = null;
  let options: OptionsJson = query;
  for (const [name, value] of form) {
    if (name === 'storyboard') {
      text = typeof value === 'string' ? value : await value.text();
      fileName = typeof value === 'string' ? null : toFileName(value.name);
    } else if (name === 'options')
      options = checkRequest(optionsSchema, parseJson(typeof value === 'string' ? value : await value.text()));
    else if (typeof value === 'string')
      throw new HttpError(
        400,
        'request_invalid',
        `The part ${JSON.stringify(name)} is no file. Parts are storyboard, options, and files by their path.`,
      );
    else {
      const { blobs, temporary } = await home.open();
      const file = join(temporary, newId('upload', 0));
      await writeFile(file, new Uint8Array(await value.arrayBuffer()));
      files.push([name, (await blobs.adopt(file)).sha]);
    }
  }
  if (text === null) throw new HttpError(400, 'request_invalid', 'The form has no part `storyboard`.');
  return { draft: { text, name: fileName, files: toFiles(files) }, options };
}

/** The last part of a path; null for what is no name, and for what forms call a file that has none. */
function toFileName(path: string | null): string | null {
  const name = (path ?? '')
    .replace(/^.*[/\\]/u, '')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, LONGEST_NAME);
  return name === '' || name === 'blob' ? null : name;
}

const LONGEST_NAME = 120;

function toText(storyboard: string | object): string {
  if (typeof storyboard === 'string') return storyboard;
  // What writes YAML calls itself for every level, and JSON may have a hundred thousand.
  if (isDeeper(storyboard, MAX_DEPTH)) {
    const detail = `storyboard: this is nested too deeply; at most ${MAX_DEPTH} levels, and a storyboard needs six.`;
    throw new HttpError(400, 'request_invalid', detail);
  }
  return toYaml(storyboard);
}

function isDeeper(value: object, levels: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}

function toFiles(entries: readonly (readonly [string, string])[]): ReadonlyMap<string, BlobSha> {
  return new Map(entries.map(([path, sha]) => [path, toId<BlobSha>(sha)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'request_malformed', 'The part `options` is no JSON.');
  }
}
