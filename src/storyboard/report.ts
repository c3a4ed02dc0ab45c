import type { DocumentPath, Problem } from '../model/problem.ts';
import type { Span } from './source-text.ts';

/** A problem, with its place in the source where that is already known. */
export type Report = Problem & { readonly span: Span | null };

export type ReportOptions = {
  readonly code: string;
  readonly path: DocumentPath;
  readonly message: string;
  readonly expected?: string | null;
  readonly fix?: string | null;
  readonly severity?: 'error' | 'warning';
  readonly atKey?: boolean;
  readonly span?: Span | null;
};

export function createReport(options: ReportOptions): Report {
  return {
    code: options.code,
    severity: options.severity ?? 'error',
    path: options.path,
    ...(options.atKey === true ? { atKey: true } : {}),
    message: options.message,
    expected: options.expected ?? null,
    fix: options.fix ?? null,
    span: options.span ?? null,
  };
}
