import { OpenAPIHono, z } from '@hono/zod-openapi';
import { knownKeys, requestInvalid } from '../validate.ts';

/** An API of some routes, in which what is wrong with a request is told by name. */
export function createRoutes(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw requestInvalid(result.error.issues, knownKeysOf(result));
    },
  });
}

export const renderParams = z.object({
  id: z
    .string()
    .max(60)
    .openapi({ param: { name: 'id', in: 'path' }, example: 'f-1a2b3c4d', description: 'Of a render.' }),
});
export const shotParams = renderParams.extend({
  shot: z
    .string()
    .max(200)
    .openapi({ param: { name: 'shot', in: 'path' }, example: 's1a' }),
});
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .openapi({ description: 'Repeat a request with its key, and it is done once.' }),
});

/** An answer with a body of JSON. */
export function answer<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } } as const;
}

/** A body of JSON. None at all is an empty one, which does only where no field must be there. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  const required = !schema.safeParse({}).success;
  return { body: { required, content: { 'application/json': { schema } } } } as const;
}

/** A body that may also come as YAML, or as a form with files. Only the JSON is checked by the route. */
export function draftBody<T extends z.ZodType>(
  schema: T,
): { body: { required: false; content: { 'application/json': { schema: T } } } } {
  const yaml = { schema: { type: 'string', description: 'The storyboard; options go into the query.' } };
  const content = {
    'application/json': { schema },
    'application/yaml': yaml,
    'application/x-yaml': yaml,
    'text/yaml': yaml,
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['storyboard'],
        description: 'Any number of files beside these parts; each part is named by its path.',
        properties: {
          storyboard: { type: 'string', description: 'Text, or a file.' },
          options: { type: 'string', description: 'JSON, as `options` of the JSON body.' },
        },
        additionalProperties: { type: 'string', format: 'binary' },
      },
    },
  };
  return { body: { required: false, content } };
}

function knownKeysOf(result: object): readonly string[] {
  return 'schema' in result ? knownKeys(result.schema) : [];
}
