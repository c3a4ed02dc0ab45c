import type { DocumentPath } from '../model/problem.ts';
import { decodeText } from './decode.ts';
import { SHARED_KEYS, createSilentReading, includeRule, sharedFile } from './film.ts';
import { readTree } from './read-tree.ts';
import { createReport } from './report.ts';
import type { Report } from './report.ts';
import type { Cursor } from './rule.ts';
import type { Entry, MapNode, SourceNode } from './source-node.ts';
import { createSourceText } from './source-text.ts';
import type { SourceText } from './source-text.ts';

/** A file before it is read. `folder` is where it stands, seen from the storyboard: empty, or `shared/`. */
export type SourceFile = { readonly file: string; readonly folder?: string; readonly text: string | Uint8Array };

/** A file as nodes. */
export type OpenedSource = {
  readonly source: SourceText;
  readonly root: SourceNode | null;
  readonly reports: readonly Report[];
};

/** A file named under `include`, and where. */
export type Include = { readonly file: string; readonly path: DocumentPath };

/** What became of an include: its file, or why there is none. */
export type Included = OpenedSource | { readonly wrong: Pick<Report, 'code' | 'message' | 'expected' | 'fix'> };

export function openSource(file: SourceFile): OpenedSource {
  const decoded = decodeText(file.text);
  if ('wrong' in decoded) {
    const { shown, offset, ...words } = decoded.wrong;
    const span = { source: createSourceText(file.file, shown), start: offset, end: offset + 1 };
    const report = createReport({ path: [], ...words, expected: 'UTF-8 text, at most 16 MiB', span });
    return { source: createSourceText(file.file, '', file.folder), root: null, reports: [report] };
  }
  const source = createSourceText(file.file, decoded.text, file.folder);
  return { source, ...readTree(source) };
}

/** The files that a storyboard includes; wrong ones are left out here and reported when the storyboard is read. */
export function listIncludes(root: SourceNode | null): readonly Include[] {
  const entry = root?.kind === 'map' ? root.entries.get('include') : undefined;
  if (entry?.value.kind !== 'list') return [];
  const { items } = entry.value;
  return items.flatMap((item, index) => {
    const cursor: Cursor = { node: { ...entry.value, kind: 'list', items: [item] }, path: ['include'], keySpan: null };
    const files = includeRule.read(cursor, createSilentReading()) ?? [];
    return files.map((file) => ({ file, path: ['include', index] }));
  });
}

/** The storyboard's map with the entries of its included files put before its own. An id in two files is reported. */
export function mergeIncluded(
  root: MapNode,
  included: readonly OpenedSource[],
  report: (report: Report) => void,
): MapNode {
  const entries = new Map(root.entries);
  for (const { root: other } of included) {
    if (other === null) continue;
    sharedFile.read(
      { node: other, path: [], keySpan: null },
      { ...createSilentReading(), report, isListening: () => true },
    );
    if (other.kind !== 'map') continue;
    for (const key of SHARED_KEYS) {
      const shared = other.entries.get(key);
      if (shared !== undefined) entries.set(key, mergeEntry(shared, entries.get(key), report));
    }
  }
  return { ...root, entries };
}

function mergeEntry(shared: Entry, own: Entry | undefined, report: (report: Report) => void): Entry {
  if (own === undefined) return shared;
  if (shared.value.kind !== 'map' || own.value.kind !== 'map') return own.value.kind === 'map' ? shared : own;
  const entries = new Map(shared.value.entries);
  for (const [key, entry] of own.value.entries) {
    const other = entries.get(key);
    if (other === undefined || key.startsWith('x-')) entries.set(key, entry);
    else {
      report(
        createReport({
          code: 'duplicate_id',
          path: [own.key, key],
          atKey: true,
          span: entry.keySpan,
          message: `\`${key}\` is already defined in ${other.keySpan.source.file}`,
          expected: 'every id once, here or in an included file',
          fix: 'remove one of the two, or give it another id',
        }),
      );
    }
  }
  return { ...own, value: { ...own.value, entries } };
}
