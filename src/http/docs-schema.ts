import type { OpenAPIHono } from '@hono/zod-openapi';

export type ApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/** As much of a JSON Schema as a reader is shown. */
export type SchemaLike = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly items?: SchemaLike;
  readonly properties?: Readonly<Record<string, SchemaLike>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly SchemaLike[];
  readonly anyOf?: readonly SchemaLike[];
  readonly oneOf?: readonly SchemaLike[];
  readonly additionalProperties?: SchemaLike | boolean;
  readonly description?: string;
  readonly example?: unknown;
};

/** The schema's name, or that of what it is a list of; null where it has none. */
export function nameOf(schema: SchemaLike): string | null {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.items !== undefined) return nameOf(schema.items);
  for (const part of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    const name = nameOf(part);
    if (name !== null) return name;
  }
  return null;
}

/** In a few words: `Shot[]`, `integer or null`, `"done" | "paused"`. */
export function typeOf(schema: SchemaLike): string {
  if (schema.$ref !== undefined) return nameOf(schema) ?? '';
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeOf).join(' or ');
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).filter(Boolean).join(' with ');
  const own = Object.entries(schema.properties ?? {});
  if (own.length > 0 && own.length <= MOST_SHOWN)
    return `{ ${own.map(([name, one]) => `${name}: ${typeOf(one)}`).join(', ')} }`;
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.map((type) => (type === 'array' ? `${typeOf(schema.items ?? {})}[]` : type)).join(' or ');
}

/** Fields of an object without a name that are told in its place. */
const MOST_SHOWN = 6;

export function propertiesOf(
  schema: SchemaLike,
): readonly { readonly name: string; readonly isRequired: boolean; readonly schema: SchemaLike }[] {
  const parts = [schema, ...(schema.allOf ?? [])];
  return parts.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(([name, own]) => ({ name, isRequired: required.includes(name), schema: own })),
  );
}

/** A small value that the schema allows: its own example, or the least that is required. */
export function exampleOf(schema: SchemaLike, named: Readonly<Record<string, SchemaLike>>): unknown {
  if (schema.example !== undefined) return schema.example;
  const name = schema.$ref === undefined ? null : nameOf(schema);
  if (name !== null) return exampleOf(named[name] ?? {}, named);
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice !== undefined) return exampleOf(choice, named);
  const properties = propertiesOf(schema);
  if (properties.length > 0)
    return Object.fromEntries(
      properties.filter(({ isRequired }) => isRequired).map((one) => [one.name, exampleOf(one.schema, named)]),
    );
  switch (schema.type) {
    case 'string':
      return '…';
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case undefined:
    default:
      return {};
  }
}
