import { html, type raw } from 'hono/html';
import { DOCS_STYLE } from './docs-style.ts';
import { exampleOf, nameOf, propertiesOf, typeOf, type ApiDocument, type SchemaLike } from './docs-schema.ts';

/** `html` marks what is safe; everything else is escaped. */
type Html = ReturnType<typeof raw> | Promise<ReturnType<typeof raw>>;

export const DOCS_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
export { DOCS_STYLE };

type Operation = {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly body: Readonly<Record<string, { readonly schema?: SchemaLike }>>;
  readonly responses: Readonly<Record<string, Answer>>;
};
type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: SchemaLike;
};
type Answer = {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: SchemaLike }>>;
};

/** The API as a page to read: made of its OpenAPI document, without a script. */
export async function docsPage(document: ApiDocument, origin: string): Promise<string> {
  const operations = listOperations(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const schemas = schemasOf(document);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>longtake API</title>
        <link rel="stylesheet" href="/docs.css" />
      </head>
      <body>
        <nav aria-label="Contents">
          <p class="name">longtake API</p>
          ${tags.map(
            (tag) =>
              html`<p>${tag}</p>
                <ul>
                  ${operations
                    .filter((one) => one.tag === tag)
                    .map((one) => html`<li><a href="#${idOf(one)}">${methodMark(one)} ${shortPath(one.path)}</a></li>`)}
                </ul>`,
          )}
          <p><a href="#schemas">Schemas</a></p>
        </nav>
        <main>
          <h1>longtake API <small>${document.info.version}</small></h1>
          <p>${prose(document.info.description ?? '')}</p>
          <p>The same for programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
          ${tags.map(
            (tag) =>
              html`<h2>${tag}</h2>
                ${operations.filter((one) => one.tag === tag).map((one) => showOperation(one, origin, schemas))}`,
          )}
          <h2 id="schemas">Schemas</h2>
          ${Object.entries(schemas).map(
            ([name, schema]) =>
              html`<section id="schema-${name}">
                <h3>${name}</h3>
                ${schema.description === undefined ? '' : html`<p>${prose(schema.description)}</p>`}
                ${showProperties(schema)}
              </section>`,
          )}
        </main>
      </body>
    </html>`;
  return String(await page);
}

function showOperation(one: Operation, origin: string, schemas: Readonly<Record<string, SchemaLike>>): Html {
  const bodies = Object.entries(one.body);
  const json = one.body['application/json']?.schema;
  return html`<section id="${idOf(one)}">
    <h3>${methodMark(one)} <code>${one.path}</code></h3>
    <p><strong>${one.summary}</strong></p>
    ${one.description === '' ? '' : html`<p>${prose(one.description)}</p>`}
    ${
      one.parameters.length === 0
        ? ''
        : html`<table>
            <caption>
              Parameters
            </caption>
            ${one.parameters.map(
              ({ name, in: place, required, description, schema }) =>
                html`<tr>
                  <th scope="row"><code>${name}</code></th>
                  <td>${place}${required === true ? '' : ', optional'}</td>
                  <td>${typeLink(schema)}</td>
                  <td>${prose(description ?? schema?.description ?? '')}</td>
                </tr>`,
            )}
          </table>`
    }
    ${bodies.length === 0 ? '' : html`<p>Body: ${bodies.map(([type, { schema }]) => html`<code>${type}</code> ${typeLink(schema)} `)}</p>`}
    <ul class="answers">
      ${Object.entries(one.responses).map(
        ([status, { description, content = {} }]) =>
          html`<li>
            <code>${status === 'default' ? '4xx, 5xx' : status}</code> ${description ?? ''}
            ${Object.entries(content).map(([type, { schema }]) => html`<code>${type}</code> ${typeLink(schema)} `)}
          </li>`,
      )}
    </ul>
    <pre><code>${curlOf(one, origin, json, schemas)}</code></pre>
  </section>`;
}

function showProperties(schema: SchemaLike): Html {
  const properties = propertiesOf(schema);
  if (properties.length === 0) return html`<p>${typeLink(schema)}</p>`;
  return html`<table>
    ${properties.map(
      ({ name, isRequired, schema: own }) =>
        html`<tr>
          <th scope="row"><code>${name}</code>${isRequired ? '' : html` <small>optional</small>`}</th>
          <td>${typeLink(own)}</td>
          <td>${prose(own.description ?? '')}</td>
        </tr>`,
    )}
  </table>`;
}

/** `code` and *words that are meant* as such. */
function prose(text: string): Html {
  const parts = text.split(/(`[^`]+`|\*[^*\s]+\*)/u).map((part) => {
    if (part.startsWith('`') && part.length > 2) return html`<code>${part.slice(1, -1)}</code>`;
    return part.startsWith('*') && part.length > 2 ? html`<em>${part.slice(1, -1)}</em>` : part;
  });
  return html`${parts}`;
}

function typeLink(schema: SchemaLike | undefined): Html {
  const name = schema === undefined ? null : nameOf(schema);
  const words = schema === undefined ? '' : typeOf(schema);
  return name === null ? html`${words}` : html`<a href="#schema-${name}">${words}</a>`;
}

function curlOf(
  { method, path, body }: Operation,
  origin: string,
  json: SchemaLike | undefined,
  schemas: Readonly<Record<string, SchemaLike>>,
): string {
  const url = `${origin}${path.replace('{id}', 'f-1a2b3c4d').replace('{shot}', 's1a').replace('{sha}', '9f86d0…')}`;
  const verb = method === 'GET' ? '' : `-X ${method} `;
  const streamed = path.endsWith('/events') ? '-N ' : '';
  if (path === '/v1/blobs') return `curl -T mara.png ${url}`;
  if (Object.keys(body).includes('application/yaml'))
    return `curl ${verb}${url} -H 'Content-Type: application/yaml' --data-binary @film.yaml`;
  const data =
    json === undefined
      ? ''
      : ` \\\n  -H 'Content-Type: application/json' -d '${JSON.stringify(exampleOf(json, schemas))}'`;
  return `curl ${streamed}${verb}${url}${data}`;
}

function listOperations(document: ApiDocument): readonly Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method];
      if (operation === undefined) return [];
      const { parameters = [], requestBody = {}, responses = {} } = toShown(operation);
      return {
        method: method.toUpperCase(),
        path,
        tag: operation.tags?.[0] ?? 'House',
        summary: operation.summary ?? '',
        description: operation.description ?? '',
        parameters,
        body: requestBody.content ?? {},
        responses,
      };
    }),
  );
}

type Shown = {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Operation['body'] };
  readonly responses?: Operation['responses'];
};

function toShown(operation: unknown): Shown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a document of our own making, read leniently
  return operation as Shown;
}

const METHODS = ['get', 'post', 'put', 'delete'] as const;

function schemasOf(document: ApiDocument): Readonly<Record<string, SchemaLike>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a document of our own making, read leniently
  return (document.components?.schemas ?? {}) as Readonly<Record<string, SchemaLike>>;
}

function idOf({ method, path }: Operation): string {
  return `${method}-${path}`.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-');
}

function methodMark({ method }: Operation): Html {
  return html`<span class="method ${method.toLowerCase()}">${method}</span>`;
}

function shortPath(path: string): string {
  return path.replace(/^\/v1/u, '');
}
