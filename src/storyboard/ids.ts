import { z } from 'zod';

import { leaf } from './leaf.ts';
import { quote } from './quote.ts';
import type { Rule } from './rule.ts';

export const ID = /^[a-z0-9][a-z0-9_-]{0,39}$/;

export type WrongId = {
  readonly code: string;
  readonly message: string;
  readonly expected: string;
  readonly fix: string | null;
};

const EXPECTED = 'a–z, 0–9, `_` and `-`, at most 40 characters, beginning with a letter or digit';

/** Names that mean something to JavaScript or to file systems. */
const REFUSED: ReadonlySet<string> = new Set([
  'constructor',
  'prototype',
  'tostring',
  'valueof',
  'hasownproperty',
  'con',
  'prn',
  'aux',
  'nul',
  ...Array.from({ length: 10 }, (_, index) => [`com${index}`, `lpt${index}`]).flat(),
]);

/** Null when the text is a good id. */
export function checkId(text: string): WrongId | null {
  if (text === '__proto__' || REFUSED.has(text)) {
    return {
      code: 'refused_id',
      message: `${quote(text)} cannot be an id: the name is special to JavaScript or to file systems`,
      expected: EXPECTED,
      fix: `call it \`${toId(text.replaceAll('_', ''))}-1\``,
    };
  }
  if (ID.test(text)) return null;
  const suggestion = toId(text);
  const fix = suggestion === '' || REFUSED.has(suggestion) ? null : `write \`${suggestion}\``;
  const isCapitalised = ID.test(text.toLowerCase());
  return {
    code: isCapitalised ? 'capital_id' : 'bad_id',
    message: isCapitalised ? `${quote(text)} has capitals; ids are lower case` : `${quote(text)} is not an id`,
    expected: EXPECTED,
    fix: isCapitalised && fix !== null ? `${fix} (what people see goes under \`name\` or \`heading\`)` : fix,
  };
}

/** The nearest id to a text; empty when there is nothing to make one of. */
export function toId(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[_-]+|-+$/g, '')
    .slice(0, 40);
}

const ID_SCHEMA = z.union([z.string().regex(ID), z.number().int().nonnegative()]);

/** A written id; whether it names anything is checked later. */
export function id(): Rule<string> {
  return leaf({
    schema: ID_SCHEMA,
    expected: EXPECTED,
    read(word) {
      const wrong = checkId(word.text);
      return wrong === null ? word.text : word.wrong(wrong);
    },
  });
}
