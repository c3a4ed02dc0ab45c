import { quote } from './quote.ts';
import { createReport } from './report.ts';
import type { Report } from './report.ts';
import type { Slip } from './slips.ts';
import type { SourceText } from './source-text.ts';

/** What is said about a slip; nothing about the one that is no slip. */
export function toSlipReport(slip: Slip, source: SourceText): Report[] {
  const span = { source, start: slip.start, end: slip.end };
  const value = source.text.slice(slip.start, slip.end);
  if (slip.kind === 'colour') {
    return [
      createReport({
        code: 'unquoted_colour',
        path: [],
        span,
        message: `${quote(value)} without quotes is a comment to YAML`,
        expected: `the colour in quotes: \`"${value}"\``,
        fix: 'put it in quotes (`longtake check --fix` does it)',
      }),
    ];
  }
  // `out: bridge 4s: what happens` is how the format writes it.
  if (slip.key === 'out' && /^bridge\b/.test(value)) return [];
  return [
    createReport({
      code: 'colon_in_value',
      path: [],
      span,
      message: `${quote(slip.key)} has a second \`: \` in its value, which YAML takes for another key`,
      expected: 'the value in quotes',
      fix: `write ${quote(`${slip.key}: ${toQuoted(value)}`)} (\`longtake check --fix\` does it)`,
    }),
  ];
}

/** A text as a YAML value in quotes. */
export function toQuoted(text: string): string {
  return text.includes("'") && !/["\\]/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "''")}'`;
}
