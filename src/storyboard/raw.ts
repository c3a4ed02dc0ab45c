import { z } from 'zod';

import type { Json, JsonObject } from '../base/json.ts';
import { record } from './collection.ts';
import { checkId } from './ids.ts';
import { quote } from './quote.ts';
import { createReport } from './report.ts';
import { mapped, wrongKind } from './rule.ts';
import type { Cursor, Reading, Rule } from './rule.ts';
import type { SourceNode } from './source-node.ts';
import type { Span } from './source-text.ts';

/** `raw: {provider: {…}}`: handed on as it is. Plain JSON numbers, `true`, `false` and `null` have their type. */
export function raw(): Rule<Readonly<Record<string, JsonObject>>> {
  const expected = 'a map such as `{fal: {cfg_scale: 0.5}}`';
  return mapped(
    record<JsonObject>({
      what: '`raw`',
      key: z.string(),
      checkKey: checkId,
      expected,
      value: { schema: z.record(z.string(), z.unknown()), read: readObject },
    }),
    (items) => Object.fromEntries(items.map((item) => [item.key, item.value])),
  );
}

function readObject(cursor: Cursor, reading: Reading): JsonObject | null {
  if (cursor.node.kind !== 'map') return wrongKind(cursor, reading, 'a map of the provider’s own fields');
  const value = toJson(cursor.node, cursor, reading);
  return isObject(value) ? value : null;
}

function toJson(node: SourceNode, cursor: Cursor, reading: Reading): Json {
  switch (node.kind) {
    case 'empty':
      return null;
    case 'list':
      return node.items.map((item) => toJson(item, cursor, reading));
    case 'map':
      return Object.fromEntries(
        [...node.entries.values()].flatMap((entry) => {
          if (entry.key !== '__proto__') return [[entry.key, toJson(entry.value, cursor, reading)]];
          refuse(entry.keySpan, cursor, reading, {
            code: 'refused_key',
            message: '`__proto__` cannot be handed on: the name is special to JavaScript',
            expected: 'another key',
            fix: null,
          });
          return [];
        }),
      );
    case 'scalar': {
      if (node.style !== 'plain') return node.text;
      if (node.text === 'true' || node.text === 'false') return node.text === 'true';
      if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(node.text)) return node.text;
      const value = Number(node.text);
      const isExact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
      if (isExact) return value;
      refuse(node.span, cursor, reading, {
        code: 'number_too_big',
        message: `${quote(node.text)} is too big to be handed on as a number`,
        expected: 'at most 9007199254740991',
        fix: 'put it in quotes if the provider takes text',
      });
      return null;
    }
  }
}

type Words = {
  readonly code: string;
  readonly message: string;
  readonly expected: string;
  readonly fix: string | null;
};

function refuse(span: Span, cursor: Cursor, reading: Reading, words: Words): void {
  reading.report(createReport({ ...words, path: cursor.path, span }));
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
