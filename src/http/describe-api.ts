import type { OpenAPIHono } from '@hono/zod-openapi';
import { DOCS_POLICY, DOCS_STYLE, docsPage } from './docs-page.ts';
import type { ApiDocument } from './docs-schema.ts';
import { errorSchema } from './schemas/basics.ts';

/** Serves the OpenAPI 3.1 document, generated from the schemas that check requests, and the page that is made of it. */
export function describeApi(api: OpenAPIHono, version: string): void {
  api.openAPIRegistry.register('Error', errorSchema);
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'Needed where the server is reachable from other machines.',
  });
  let made: ApiDocument | null = null;
  const read = (): ApiDocument => (made ??= documentOf(api, version));
  api.get('/openapi.json', (c) => c.json(read()));
  api.get('/docs', async (c) => {
    c.header('content-security-policy', DOCS_POLICY);
    return c.html(await docsPage(read(), new URL(c.req.url).origin));
  });
  api.get('/docs.css', (c) => c.body(DOCS_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
}

function documentOf(api: OpenAPIHono, version: string): ApiDocument {
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
