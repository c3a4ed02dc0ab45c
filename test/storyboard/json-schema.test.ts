import { readFileSync, readdirSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { filmSchema } from '../../src/storyboard/film.ts';
import { storyboardJsonSchema, storyboardJsonSchemaText } from '../../src/storyboard/json-schema.ts';
import { listProblems, read, withShot, withTop } from './film-text.ts';

const folder = new URL('../../storyboards/', import.meta.url);
const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** A document as an editor sees it: YAML 1.2 types, merge keys applied, without the author's own keys. */
function toEditorValue(text: string): unknown {
  const withoutFree = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withoutFree);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !key.startsWith('x-'))
        .map(([key, member]) => [key, withoutFree(member)]),
    );
  };
  return withoutFree(parseYaml(text, { merge: true, logLevel: 'silent' }));
}

type MapSchema = {
  readonly properties: Readonly<Record<string, MapSchema>>;
  readonly items: MapSchema;
  readonly required: readonly string[];
  readonly enum: readonly string[];
  readonly description?: string;
  readonly additionalProperties: unknown;
  readonly patternProperties: unknown;
};

function property(schema: MapSchema, key: string): MapSchema {
  const found = schema.properties[key];
  if (found === undefined) throw new Error(`the schema has no ${key}`);
  return found;
}

const film = storyboardJsonSchema() as MapSchema;
const scene = property(film, 'scenes').items;
const shot = property(scene, 'shots').items;

describe('the JSON Schema', () => {
  test('storyboards/schema.json is what the grammar says (npm run schema writes it)', () => {
    expect(readFileSync(new URL('schema.json', folder), 'utf8')).toBe(storyboardJsonSchemaText());
  });

  test('knows every key with words, and requires what the reader requires', () => {
    for (const map of [film, scene, shot]) {
      for (const [key, value] of Object.entries(map.properties)) {
        expect(value.description, key).toEqual(expect.any(String));
      }
      expect(map.additionalProperties).toBe(false);
      expect(map.patternProperties).toEqual({ '^x-': {} });
    }
    expect(film.required).toEqual(['longtake', 'scenes']);
    expect(shot.required).toEqual(['id']);
    expect(property(shot, 'camera').enum).toContain('dolly_in slow');
  });

  test('knows the very keys that the reader knows', () => {
    const shotKeys = Object.keys(shot.properties);
    for (const key of shotKeys)
      expect(listProblems(withShot(`${key}: {zz: 1}`)), key).not.toContain('14:9 unknown_key');
    for (const key of Object.keys(film.properties))
      expect(listProblems(withTop(`${key}: 1`)), key).not.toContain('2:1 unknown_key');
    const [problem] = read(withShot('zz: 1')).problems;
    expect(problem?.expected).toContain(`(${shotKeys.length} in all)`);
  });

  test.each(examples)('%s is good for the reader and for editors', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const errors = read(text).problems.filter(
      (problem) => problem.severity === 'error' && problem.code !== 'missing_file',
    );
    expect(errors).toEqual([]);
    const result = filmSchema.safeParse(toEditorValue(text));
    expect(result.error?.issues ?? []).toEqual([]);
  });
});
