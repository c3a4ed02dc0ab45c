import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Film } from '../../films/film.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../films/run-options.ts';
import { readStoryboardText } from '../../films/storyboard-file.ts';
import type { ApiContext } from '../api-context.ts';
import { readPosted } from '../read-draft.ts';
import { listOf, renderStateSchema } from '../schemas/basics.ts';
import { costsSchema, toCostsJson } from '../schemas/costs.ts';
import { plannedSchema } from '../schemas/plan.ts';
import { renderSchema, summarySchema, type RenderJson } from '../schemas/render.ts';
import { optionsQuerySchema, postPlanSchema, postRenderSchema, type OptionsJson } from '../schemas/requests.ts';
import { toPlannedJson, toRenderJson, toSummaryJson } from '../to-json.ts';
import { answer, createRoutes, draftBody, idempotencyHeaders, renderParams } from './operations.ts';

const tags = ['Renders'];

/** Posting, listing, looking at and amending films. */
export function renderRoutes({ films }: ApiContext) {
  const show = async (film: Film): Promise<RenderJson> => toRenderJson(await films.view(film));
  const textOf = async (c: Context, film: Film): Promise<void> => {
    c.header('etag', (await readStoryboardText(film)).etag);
  };
  return createRoutes()
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/renders',
        tags,
        summary: 'Make a film of a storyboard',
        description:
          'Starts at once, unless `start` is false. Paid work needs `yes` or `maxCostUsd`; without, 409 `confirmation_needed` says what it would cost, and nothing is kept. An unsound storyboard is 422 with its problems.',
        request: { headers: idempotencyHeaders, query: optionsQuerySchema, ...draftBody(postRenderSchema) },
        responses: { 201: answer('The render', renderSchema) },
      }),
      async (c) => {
        const { draft, options } = await readPosted(c, films, c.req.valid('json'), c.req.valid('query'));
        const film = await films.steering.post(
          draft,
          { ...DEFAULT_OPTIONS, ...toRunOptions(options) },
          toApproval(options),
          options.start ?? true,
        );
        c.header('location', `/v1/renders/${film.id}`);
        await textOf(c, film);
        return c.json(await show(film), 201);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders',
        tags,
        summary: 'List films, newest first',
        request: {
          query: z.strictObject({
            limit: z.coerce.number().int().min(1).max(200).default(50),
            after: z.string().max(100).optional().openapi({ description: 'The `next` of the page before.' }),
            state: renderStateSchema.optional(),
          }),
        },
        responses: {
          200: answer('A page', z.object({ renders: listOf(summarySchema), next: z.string().nullable() })),
        },
      }),
      async (c) => {
        const { limit, after = null, state = null } = c.req.valid('query');
        const { films: found, next } = await films.list({ limit, after, state });
        return c.json({ renders: found.map(toSummaryJson), next }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}',
        tags,
        summary: 'The whole film as it stands',
        request: { params: renderParams },
        responses: { 200: answer('The render', renderSchema) },
      }),
      async (c) => c.json(await show(await films.find(c.req.valid('param').id)), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/storyboard',
        tags,
        summary: 'The storyboard’s text',
        request: { params: renderParams },
        responses: {
          200: { description: 'YAML, with an ETag', content: { 'application/yaml': { schema: z.string() } } },
        },
      }),
      async (c) => {
        const { text, etag } = await readStoryboardText(await films.find(c.req.valid('param').id));
        const headers = { 'content-type': 'application/yaml; charset=utf-8', etag, 'cache-control': 'no-cache' };
        if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
        return c.body(text, 200, headers);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/v1/renders/{id}/storyboard',
        tags,
        summary: 'Amend the storyboard: only what changed is made',
        description:
          'While it runs, the render is stopped cleanly and goes on with the new plan; takes in flight are adopted, or finished and kept. `If-Match` is checked, and required for files that the server was given. `start` defaults to whether it was running.',
        request: {
          params: renderParams,
          headers: z.object({ 'if-match': z.string().max(500).optional() }),
          query: optionsQuerySchema,
          ...draftBody(postRenderSchema),
        },
        responses: { 200: answer('The render', renderSchema) },
      }),
      async (c) => {
        const film = await films.find(c.req.valid('param').id);
        const query = c.req.valid('query');
        const { draft, options: own } = await readPosted(c, films, c.req.valid('json'), query);
        const options = { ...query, ...own };
        await films.steering.amend(film, draft, {
          ifMatch: c.req.header('if-match') ?? null,
          mustStart: options.start ?? null,
          options: toRunOptions(options),
          approval: toApproval(options),
        });
        await textOf(c, film);
        return c.json(await show(film), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/plan',
        tags,
        summary: 'What would be made now, why, and for how much',
        request: { params: renderParams },
        responses: { 200: answer('The plan', plannedSchema) },
      }),
      async (c) => c.json(toPlannedJson(await films.plan(await films.find(c.req.valid('param').id))), 200),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/costs',
        tags,
        summary: 'What the film has cost in its whole life, by shot, model, provider and render',
        description: 'Failures that were charged, held takes and retakes are in it; what nobody knows is told apart.',
        request: { params: renderParams },
        responses: { 200: answer('The costs', costsSchema) },
      }),
      async (c) => c.json(toCostsJson(await films.costs(await films.find(c.req.valid('param').id))), 200),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/plan',
        tags,
        summary: 'Plan a storyboard without making anything of it',
        description: 'Writes and spends nothing. Problems are an answer, not an error.',
        request: {
          query: optionsQuerySchema.extend({ render: z.string().max(60).optional() }),
          ...draftBody(postPlanSchema),
        },
        responses: { 200: answer('Problems, and the plan when there is one', plannedSchema) },
      }),
      async (c) => {
        const { render: inQuery, ...query } = c.req.valid('query');
        const json = c.req.valid('json');
        const { draft, options } = await readPosted(c, films, json, query);
        const id = json.render ?? inQuery ?? null;
        const film = id === null ? null : await films.find(id);
        return c.json(toPlannedJson(await films.planDraft(draft, film, toRunOptions(options))), 200);
      },
    );
}

/** What was said of how to render; what was not said is left as it is. */
export function toRunOptions(options: OptionsJson): Partial<RunOptions> {
  const { preview, takes, model, slate, acceptGates, resendRefused, maxCostUsd } = options;
  return {
    ...(preview === undefined ? {} : { preview }),
    ...(takes === undefined ? {} : { takes }),
    ...(model === undefined ? {} : { model }),
    ...(slate === undefined ? {} : { slate }),
    ...(acceptGates === undefined ? {} : { acceptGates }),
    ...(resendRefused === undefined ? {} : { resendRefused }),
    ...(maxCostUsd === undefined ? {} : { maxCostMicros: maxCostUsd === null ? null : toMicros(maxCostUsd) }),
  };
}

export function toApproval({ yes, maxCostUsd }: Pick<OptionsJson, 'yes' | 'maxCostUsd'>) {
  return { yes: yes ?? false, maxCostMicros: maxCostUsd == null ? null : toMicros(maxCostUsd) };
}

function toMicros(usd: number): number {
  return Math.round(usd * 1_000_000);
}
