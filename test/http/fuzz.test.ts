import { homedir } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFilmServer, storyboardOf } from '../support/film-server.ts';

const SEED = 20_261_128;
const RUNS = 400;
const HANGS_MS = 10_000;
const TOKEN = 'never-seen-in-any-answer';

type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
};
type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly bodies: readonly { readonly type: string; readonly schema: Schema }[];
};
type Document = {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: Operation['parameters'];
            readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** What breaks programs that read text. */
const nasty = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '..',
    '../../etc/passwd',
    '%00',
    '\u0000',
    '0',
    '-1',
    'NaN',
    '1e999',
    '__proto__',
    'constructor',
    'toString',
    '{}',
    '[]',
    'null',
    "' or 1=1 --",
    '\ud800',
    'a'.repeat(3_000),
  ),
);

test('whatever its own description allows, and whatever it does not, the API neither breaks nor hangs nor tells what it should not', async () => {
  const server = await openFilmServer({
    given: { 'own.yaml': storyboardOf({ a: 'Waves.', b: 'A gull.' }) },
    token: TOKEN,
  });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const document = (await server.json<Document>('/openapi.json', { headers })).body;
  const posted = await server.post('/v1/renders', { storyboard: storyboardOf({ a: 'Waves.' }) }, headers);
  const { body: list } = await server.json<{ readonly renders: readonly { readonly id: string }[] }>('/v1/renders', {
    headers,
  });
  const ids = list.renders.map(({ id }) => id);
  expect(ids).toContain(posted.body.id);
  const operations = listOperations(document);
  expect(operations.length).toBeGreaterThan(25);
  // Of parts that are all to be met, none may refuse the fields of the others: nothing could be sent at all.
  const parts = Object.values(document.components.schemas).flatMap(({ allOf = [] }) => allOf);
  expect(parts.filter(({ additionalProperties }) => additionalProperties === false)).toEqual([]);

  const valueOf = (schema: Schema, depth = 0): fc.Arbitrary<unknown> => {
    if (schema.$ref !== undefined)
      return valueOf(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, depth);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const [part] = schema.anyOf ?? schema.allOf ?? [];
    if (part !== undefined) return fc.oneof(...(schema.anyOf ?? schema.allOf ?? []).map((one) => valueOf(one, depth)));
    if (depth > 4) return fc.constant(null);
    switch (typeof schema.type === 'string' ? schema.type : schema.type?.[0]) {
      case 'string':
        return fc.oneof(nasty, fc.constantFrom(storyboardOf({ a: 'x' }), ...ids));
      case 'integer':
      case 'number':
        return fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 1, 2, -1, 2 ** 53));
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(valueOf(schema.items ?? {}, depth + 1), { maxLength: 3 });
      case 'object': {
        const known = Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, own]) => [name, valueOf(own, depth + 1)]),
        );
        return fc.oneof(
          fc.record(known, { requiredKeys: [] }),
          fc.record(known),
          fc.dictionary(nasty, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
        );
      }
      case undefined:
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  };
  const parameterOf = (name: string, schema: Schema): fc.Arbitrary<string> => {
    const known = name === 'id' || name === 'render' ? ids : name === 'shot' ? ['a', 'b'] : [];
    const fitting = valueOf(schema).map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')));
    return known.length === 0
      ? fc.oneof(fitting, nasty)
      : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: nasty });
  };
  const requestOf = ({
    method,
    path,
    parameters,
    bodies,
  }: Operation): fc.Arbitrary<{ readonly url: string; readonly init: RequestInit }> => {
    const given = fc.record(
      Object.fromEntries(parameters.map(({ name, schema }) => [name, parameterOf(name, schema)])),
      { requiredKeys: parameters.filter((one) => one.in === 'path').map(({ name }) => name) },
    );
    const body = fc.oneof(
      ...bodies.map(({ type, schema }) =>
        fc.record({
          type: fc.constant(type),
          text: valueOf(schema).map((value) =>
            type.includes('json')
              ? JSON.stringify(value)
              : typeof value === 'string'
                ? value
                : (JSON.stringify(value) ?? ''),
          ),
        }),
      ),
      fc.record({
        type: fc.oneof(
          fc.constantFrom('application/json', 'text/plain', 'application/yaml', 'multipart/form-data; boundary=x', ''),
          fc.string({ maxLength: 10 }),
        ),
        text: nasty,
      }),
    );
    return fc.record({ given, body }).map(({ given: values, body: { type, text } }) => {
      const query = new URLSearchParams();
      const own: Record<string, string> = { ...headers };
      let url = path;
      for (const one of parameters) {
        const value = values[one.name];
        if (value === undefined) continue;
        if (one.in === 'path') url = url.replace(`{${one.name}}`, encode(value));
        else if (one.in === 'query') query.set(one.name, value.toWellFormed());
        else if (/^[\u0020-\u007E]*$/u.test(value)) own[one.name] = value;
      }
      if (/^[\u0021-\u007E][\u0020-\u007E]*$/u.test(type)) own['content-type'] = type;
      const hasBody = method !== 'GET';
      return {
        url: `${url}?${query.toString()}`,
        init: { method, headers: own, ...(hasBody ? { body: text.toWellFormed() } : {}) },
      };
    });
  };

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations).chain(requestOf), async ({ url, init }) => {
      const leave = AbortSignal.timeout(HANGS_MS);
      const response = await server.fetch(url, { ...init, signal: leave });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      let text = '';
      if (isStream) {
        const reader = response.body?.getReader();
        text = new TextDecoder().decode((await reader?.read())?.value);
        await reader?.cancel();
      } else text = await response.text();
      expect(response.status, `${url} ${text}`).toBeLessThan(500);
      if (response.status >= 400) expect(response.headers.get('content-type')).toBe('application/problem+json');
      for (const secret of [server.folder, process.cwd(), homedir(), TOKEN, 'node_modules', 'node:internal', '.ts:'])
        expect(text.includes(secret), `${url} tells ${secret}: ${text.slice(0, 500)}`).toBe(false);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(server.errors).toEqual([]);
  for (const id of ids) await server.post(`/v1/renders/${id}/cancel`, {}, headers);
});

function listOperations({ paths }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      bodies: Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => ({ type, schema })),
    })),
  );
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()) || '%20';
}
