import type { OpenAPIHono } from '@hono/zod-openapi';
import { errorSchema } from './schemas/basics.ts';

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/** Serves the OpenAPI 3.1 document, generated from the schemas that check requests. */
export function describeApi(api: OpenAPIHono, version: string): void {
  api.openAPIRegistry.register('Error', errorSchema);
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'Needed where the server is reachable from other machines.',
  });
  let made: Document | null = null;
  api.get('/openapi.json', (c) => {
    made ??= documentOf(api, version);
    return c.json(made);
  });
}

export function documentOf(api: OpenAPIHono, version: string): Document {
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'longtake',
      version,
      description:
        'Turns a storyboard into one long film. A *render* is one film on its way from one storyboard, with all its amendments, retakes and resumes; its id is stable. Amounts are in millionths of a US dollar, film time in frames, wall time in milliseconds.',
    },
    security: [{}, { token: [] }],
  });
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation === undefined) continue;
      operation.responses = { ...operation.responses, default: ERROR };
    }
  }
  return document;
}

const METHODS = ['get', 'put', 'post', 'delete'] as const;
const ERROR = {
  description: 'What went wrong',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Error' } } },
};
