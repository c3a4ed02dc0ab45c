import { FORMAT_VERSION, exactRate } from './film-format.ts';
import { checkId } from './ids.ts';
import { NO_WORDS, YES_WORDS } from './numbers.ts';
import { openSource } from './open.ts';
import type { OpenedSource } from './open.ts';
import { readStoryboard } from './parse.ts';
import { findSlips } from './slips.ts';
import { toQuoted } from './slip-words.ts';
import type { ListNode, MapNode, SourceNode } from './source-node.ts';
import { toPosition } from './source-text.ts';

/** One thing that was mended. `line` counts from 1, in the text before it was mended. */
export type Change = { readonly line: number; readonly what: string };
export type Fixed = { readonly text: string; readonly changes: readonly Change[] };

/**
 * Mends what is safe to mend: quotes around `#colours` and values with `: `, tabs in the indentation, missing ids, rates
 * such as 23.976, `yes` and `no`, a missing `longtake: 1`. Every other byte stays. Mending twice changes nothing more,
 * and a text that can be read never gets more problems.
 */
export function fixStoryboard(text: string): Fixed {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  let current = text.slice(mark.length);
  const changes: Change[] = [];
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const mended = mendTabs(current) ?? mendRest(current);
    if (mended === null) break;
    current = mended.text;
    changes.push(...mended.changes);
  }
  return { text: mark + current, changes: changes.toSorted((a, b) => a.line - b.line) };
}

const MAX_PASSES = 6;

type Edit = { readonly start: number; readonly end: number; readonly text: string; readonly what: string };

const INDENTATION = /^[ \t]*(?:-[ \t]+)*/;

/** Tabs become spaces of the first width with which the text can be read. */
function mendTabs(text: string): Fixed | null {
  const opened = open(text);
  if (!opened.reports.some((report) => report.code === 'tab_indent')) return null;
  const lines = text.split('\n');
  const changes = lines.flatMap((line, index): Change[] =>
    INDENTATION.exec(line)?.[0].includes('\t') === true
      ? [{ line: index + 1, what: 'replaced tabs in the indentation by spaces' }]
      : [],
  );
  for (const width of [2, 4, 8]) {
    const mended = lines.map((line) => line.replace(INDENTATION, (indent) => widenTabs(indent, width))).join('\n');
    const hasTabs = open(mended).reports.some((report) => report.code === 'tab_indent');
    if (!hasTabs && open(mended).root !== null) return { text: mended, changes };
  }
  return null;
}

/** After a dash a tab is one space: the key's column then is what the dash makes it. */
function widenTabs(indent: string, width: number): string {
  let wide = '';
  for (const character of indent) {
    if (character !== '\t') wide += character;
    else if (wide.endsWith('-')) wide += ' ';
    else if (!wide.includes('-')) wide += ' '.repeat(width - (wide.length % width));
  }
  return wide;
}

function mendRest(text: string): Fixed | null {
  const opened = open(text);
  // Around other faults of syntax the scan for slips may be wrong: a bracket that is not closed swallows everything.
  if (opened.root === null) return null;
  const edits = dropOverlaps([...slipEdits(text, opened), ...treeEdits(opened)]);
  if (edits.length === 0) return null;
  const mended = applyEdits(text, edits);
  const before = countProblems(opened);
  if (countProblems(open(mended)) > before) return null;
  const changes = edits.map((edit) => ({ line: toPosition(opened.source, edit.start).line, what: edit.what }));
  return { text: mended, changes };
}

/** Only slips that reading reported: elsewhere the scan may be wrong. */
function slipEdits(text: string, opened: OpenedSource): Edit[] {
  const reported = new Set(
    opened.reports
      .filter((report) => report.code === 'colon_in_value' || report.code === 'unquoted_colour')
      .map((report) => report.span?.start),
  );
  return findSlips(text)
    .filter((slip) => reported.has(slip.start))
    .map((slip) => {
      const value = text.slice(slip.start, slip.end);
      const quoted = slip.kind === 'colour' ? `"${value}"` : toQuoted(value);
      return { start: slip.start, end: slip.end, text: quoted, what: `put quotes around the value of \`${slip.key}\`` };
    });
}

function treeEdits(opened: OpenedSource): Edit[] {
  const { root } = opened;
  if (root?.kind !== 'map' || root.entries.size === 0) return [];
  return [...versionEdits(root), ...rateEdits(root), ...flagEdits(root), ...idEdits(root)];
}

function versionEdits(root: MapNode): Edit[] {
  if (root.entries.has('longtake') || !root.entries.has('scenes')) return [];
  const { start } = root.span;
  const [offset, text] = root.isFlow
    ? [start + 1, `longtake: ${FORMAT_VERSION}, `]
    : [start, `longtake: ${FORMAT_VERSION}\n`];
  return [{ start: offset, end: offset, text, what: `added \`longtake: ${FORMAT_VERSION}\`` }];
}

function rateEdits(root: MapNode): Edit[] {
  const node = root.entries.get('fps')?.value;
  const exact = node?.kind === 'scalar' ? exactRate(node.text) : null;
  if (node === undefined || exact === null) return [];
  return [{ start: node.span.start, end: node.span.end, text: exact, what: `wrote the exact rate \`${exact}\`` }];
}

/** `yes` and its kin under the keys that are `true` or `false`. */
function flagEdits(root: MapNode): Edit[] {
  const captions = child(root, 'captions');
  const flags = [
    child(captions, 'burn'),
    ...listShots(root).flatMap((shot) => [child(shot, 'lipsync'), child(shot, 'still')]),
  ];
  return flags.flatMap((node): Edit[] => {
    if (node?.kind !== 'scalar' || node.style !== 'plain') return [];
    const lower = node.text.toLowerCase();
    const meant = YES_WORDS.has(lower) ? 'true' : NO_WORDS.has(lower) ? 'false' : null;
    if (meant === null || meant === node.text) return [];
    return [
      { start: node.span.start, end: node.span.end, text: meant, what: `wrote \`${meant}\` for \`${node.text}\`` },
    ];
  });
}

function idEdits(root: MapNode): Edit[] {
  const scenes = child(root, 'scenes');
  if (scenes?.kind !== 'list') return [];
  const sceneIds = takenIds(scenes.items);
  const shotIds = takenIds(listShots(root));
  return scenes.items.flatMap((scene, index): Edit[] => {
    if (scene.kind !== 'map') return [];
    const isNamed = scene.entries.has('id');
    const sceneId = isNamed ? writtenId(scene, `s${index + 1}`) : freeId(`s${index + 1}`, sceneIds);
    const edits = isNamed ? [] : insertId(scene, scenes, sceneId);
    const shots = child(scene, 'shots');
    if (shots?.kind !== 'list') return edits;
    const shotEdits = shots.items.flatMap((shot, shotIndex): Edit[] => {
      if (shot.kind !== 'map' || shot.entries.has('id')) return [];
      return insertId(shot, shots, freeId(`${sceneId.slice(0, 34)}${toLetters(shotIndex)}`, shotIds));
    });
    return [...edits, ...shotEdits];
  });
}

/** An item that is an alias stands elsewhere: the id would land in all its copies. */
function insertId(item: MapNode, list: ListNode, id: string): Edit[] {
  const { source, start, end } = item.span;
  if (start < list.span.start || end > list.span.end || item.entries.size === 0) return [];
  const column = start - (source.text.lastIndexOf('\n', start - 1) + 1);
  const what = `gave ${id.length > 0 ? `an id: \`${id}\`` : 'an id'}`;
  if (item.isFlow) return [{ start: start + 1, end: start + 1, text: `id: ${id}, `, what }];
  return [{ start, end: start, text: `id: ${id}\n${' '.repeat(column)}`, what }];
}

function listShots(root: MapNode): readonly SourceNode[] {
  const scenes = child(root, 'scenes');
  if (scenes?.kind !== 'list') return [];
  return scenes.items.flatMap((scene) => {
    const shots = child(scene, 'shots');
    return shots?.kind === 'list' ? shots.items : [];
  });
}

function child(node: SourceNode | null, key: string): SourceNode | null {
  return node?.kind === 'map' ? (node.entries.get(key)?.value ?? null) : null;
}

function takenIds(items: readonly SourceNode[]): Set<string> {
  return new Set(items.map((item) => (item.kind === 'map' ? writtenId(item, '') : '')));
}

function writtenId(item: MapNode, fallback: string): string {
  const id = child(item, 'id');
  return id?.kind === 'scalar' && checkId(id.text) === null ? id.text : fallback;
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`;
  taken.add(id);
  return id;
}

/** a, b … z, aa, ab … */
function toLetters(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : toLetters(Math.floor(index / 26) - 1) + letter;
}

function open(text: string): OpenedSource {
  return openSource({ file: 'storyboard.yaml', text });
}

/** Includes cannot be read here: what they would say is the same before and after. */
function countProblems(opened: OpenedSource): number {
  return readStoryboard(opened, 'storyboard', []).problems.length;
}

function dropOverlaps(edits: readonly Edit[]): Edit[] {
  let end = -1;
  return edits
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .filter((edit) => {
      if (edit.start < end) return false;
      end = edit.end;
      return true;
    });
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const edit of edits) {
    parts.push(text.slice(done, edit.start), edit.text);
    done = edit.end;
  }
  return [...parts, text.slice(done)].join('');
}
