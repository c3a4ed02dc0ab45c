import { styleText } from 'node:util';

import stringWidth from 'string-width';

import type { LocatedProblem } from '../model/problem.ts';
import { escapeControls } from './quote.ts';

/** A problem as a terminal shows it: place and message, the lines around it, what was expected, what to do. */
export function problemToText(problem: LocatedProblem, options: { readonly color: boolean }): string {
  const paint = (style: Style, text: string): string =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const tone = problem.severity === 'error' ? 'red' : 'yellow';
  const place = escapeControls(`${problem.file}:${problem.line}:${problem.column}`);
  const rows = [
    `${paint('bold', place)}: ${paint([tone, 'bold'], problem.severity)}: ${paint('bold', escapeControls(problem.message))} ${paint('dim', `[${problem.code}]`)}`,
    ...(problem.frame === '' ? [] : problem.frame.split('\n').map((row) => `  ${paintRow(row, tone, paint)}`)),
  ];
  if (problem.expected !== null)
    rows.push(`  ${paint('dim', 'expected:')} ${wrap(problem.expected, 'expected: '.length)}`);
  if (problem.fix !== null) rows.push(`  ${paint('green', 'fix:')} ${wrap(problem.fix, 'fix: '.length)}`);
  return rows.join('\n');
}

const WIDTH = 100;

/** Long lists go on under their beginning. */
function wrap(text: string, indent: number): string {
  const margin = `\n${' '.repeat(indent + 2)}`;
  let line = '';
  const lines: string[] = [];
  for (const word of escapeControls(text).split(' ')) {
    if (line !== '' && stringWidth(line) + stringWidth(word) + indent + 3 > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(margin);
}

type Style = Parameters<typeof styleText>[0];

/** The gutter is dim, the carets have the colour of the problem. */
function paintRow(row: string, tone: 'red' | 'yellow', paint: (style: Style, text: string) => string): string {
  const bar = row.indexOf('|');
  const [gutter, rest] = [row.slice(0, bar + 1), row.slice(bar + 1)];
  const isCarets = /^ *\^+$/.test(rest) && !/\d/.test(gutter);
  const shownRest = isCarets ? paint([tone, 'bold'], rest) : rest;
  return gutter.startsWith('>')
    ? `${paint(tone, '>')}${paint('dim', gutter.slice(1))}${rest}`
    : `${paint('dim', gutter)}${shownRest}`;
}
