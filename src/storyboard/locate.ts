import type { DocumentPath, LocatedProblem, Problem } from '../model/problem.ts';
import { codeFrame } from './code-frame.ts';
import type { Report } from './report.ts';
import type { SourceNode } from './source-node.ts';
import { firstLineLength, toPosition } from './source-text.ts';
import type { SourceText, Span } from './source-text.ts';

/** Gives a problem its place. Total: a path that leads nowhere ends at the deepest part of it that exists. */
export function locate(problem: Problem | Report, root: SourceNode | null, source: SourceText): LocatedProblem {
  const known = 'span' in problem ? problem.span : null;
  const span = known ?? findSpan(problem.path, problem.atKey === true, root) ?? { source, start: 0, end: 0 };
  const start = Math.min(span.start, span.source.text.length);
  const place = { source: span.source, start, end: Math.max(start, span.end) };
  return {
    code: problem.code,
    severity: problem.severity,
    path: problem.path,
    ...(problem.atKey === true ? { atKey: true } : {}),
    message: problem.message,
    expected: problem.expected,
    fix: problem.fix,
    file: span.source.file,
    ...toPosition(span.source, start),
    length: firstLineLength(place),
    frame: codeFrame(place),
  };
}

/** All problems by place (the storyboard's own before included files'), each told once. */
export function sortProblems(problems: readonly LocatedProblem[], mainFile: string): LocatedProblem[] {
  const seen = new Set<string>();
  const unique = problems.filter((problem) => {
    const key = `${problem.file}\0${problem.line}:${problem.column}\0${problem.code}\0${problem.message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const rank = (file: string): string => (file === mainFile ? '' : file);
  return unique.toSorted(
    (a, b) =>
      compareText(rank(a.file), rank(b.file)) ||
      a.line - b.line ||
      a.column - b.column ||
      compareText(a.severity, b.severity) ||
      compareText(a.code, b.code),
  );
}

/** The place of a document path, or of its deepest part that exists; an index into a text is one of its lines. */
function findSpan(path: DocumentPath, atKey: boolean, root: SourceNode | null): Span | null {
  if (root === null) return null;
  let node = root;
  let keySpan: Span | null = null;
  for (const [depth, step] of path.entries()) {
    if (node.kind === 'map') {
      const entry = node.entries.get(String(step));
      if (entry === undefined) return keySpan ?? firstCharacter(node.span);
      node = entry.value;
      keySpan = entry.keySpan;
    } else if (node.kind === 'list') {
      const item = typeof step === 'number' ? node.items[step] : undefined;
      if (item === undefined) return keySpan ?? firstCharacter(node.span);
      node = item;
      keySpan = null;
    } else {
      const isLine = node.kind === 'scalar' && node.style === 'literal' && typeof step === 'number';
      return isLine && depth === path.length - 1 ? lineSpan(node.span, step) : node.span;
    }
  }
  const isKeyBetter = atKey || node.kind === 'empty';
  return isKeyBetter && keySpan !== null ? keySpan : node.span;
}

/** Line `index` of a `|` text: it stands that many lines below its header. */
function lineSpan(span: Span, index: number): Span {
  const { text } = span.source;
  let start = text.indexOf('\n', span.start) + 1;
  for (let line = 0; line < index && start > 0; line += 1) start = text.indexOf('\n', start) + 1;
  if (start === 0 || start >= span.end) return span;
  const stop = text.indexOf('\n', start);
  const end = stop === -1 ? text.length : stop;
  const line = text.slice(start, end);
  const indent = line.search(/\S/);
  return indent === -1 ? span : { source: span.source, start: start + indent, end: start + line.trimEnd().length };
}

function firstCharacter(span: Span): Span {
  return { ...span, end: Math.min(span.end, span.start + 1) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
