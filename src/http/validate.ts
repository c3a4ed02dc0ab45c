import { closest, distance } from 'fastest-levenshtein';
import type { z } from '@hono/zod-openapi';
import { HttpError } from './problems.ts';

type Issue = z.core.$ZodIssue;

/** Checks what a caller sent. @throws HttpError that names every wrong field, and what an unknown one may have meant. */
export function checkRequest<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw requestInvalid(parsed.error.issues, knownKeys(schema));
}

export function requestInvalid(issues: readonly Issue[], known: readonly string[]): HttpError {
  const problems = issues.slice(0, 20).flatMap((issue) => describe(issue, known));
  const detail = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new HttpError(400, 'request_invalid', `${detail}.`, { problems });
}

/** The fields that an object may have; none of other schemas. */
export function knownKeys(schema: unknown): readonly string[] {
  return typeof schema === 'object' && schema !== null && 'shape' in schema && typeof schema.shape === 'object'
    ? Object.keys(schema.shape ?? {})
    : [];
}

function describe(
  issue: Issue,
  known: readonly string[],
): readonly { readonly path: string; readonly message: string }[] {
  const path = issue.path.map(String).join('.').slice(0, 200);
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.slice(0, 10).map((key) => {
    const shown = JSON.stringify(key.slice(0, 60));
    const nearest = known.length === 0 ? null : closest(key.slice(0, 60), [...known]);
    const hint = nearest !== null && distance(nearest, key) <= 3 ? `; did you mean ${JSON.stringify(nearest)}?` : '';
    return { path, message: `${shown} is not known${hint}` };
  });
}
