import { createRoute, z } from '@hono/zod-openapi';
import type { Film } from '../../films/film.ts';
import { parseModel } from '../../films/run-options.ts';
import type { ApiContext } from '../api-context.ts';
import { microsSchema, listOf } from '../schemas/basics.ts';
import { renderSchema, shotSchema, shotWithTakesSchema, type RenderJson } from '../schemas/render.ts';
import { cancelSchema, resumeSchema, retakeSchema, selectSchema } from '../schemas/requests.ts';
import { toRenderJson, toShotJson, toTakeJson } from '../to-json.ts';
import { answer, createRoutes, idempotencyHeaders, jsonBody, renderParams, shotParams } from './operations.ts';
import { toApproval, toRunOptions } from './renders.ts';

const headers = idempotencyHeaders;

/** Pausing and going on; shots and their takes. */
export function steeringRoutes({ films, stopping }: ApiContext) {
  const { steering } = films;
  const show = async (film: Film): Promise<RenderJson> => toRenderJson(await films.view(film));
  const showShot = async (film: Film, id: string) => toShotJson((await films.shot(film, id)).shot);
  return createRoutes()
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/renders/{id}/resume',
        tags: ['Renders'],
        summary: 'Start, or go on',
        request: { params: renderParams, headers, ...jsonBody(resumeSchema) },
        responses: { 202: answer('The render', renderSchema) },
      }),
      async (c) => {
        const film = await films.find(c.req.valid('param').id);
        const options = c.req.valid('json');
        await steering.resume(film, toRunOptions(options), toApproval(options));
        return c.json(await show(film), 202);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/renders/{id}/pause',
        tags: ['Renders'],
        summary: 'Stop cleanly',
        description: 'No new work; what is in flight is answered and saved. `resume` goes on.',
        request: { params: renderParams, headers },
        responses: { 202: answer('The render', renderSchema) },
      }),
      async (c) => {
        const film = await films.find(c.req.valid('param').id);
        await steering.pause(film);
        return c.json(await show(film), 202);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/renders/{id}/cancel',
        tags: ['Renders'],
        summary: 'Give up what is in flight, of the film or of one shot',
        description: 'Stored takes stay. `mayCostMicros` is what providers may still charge.',
        request: { params: renderParams, headers, ...jsonBody(cancelSchema) },
        responses: {
          200: answer('The render', renderSchema.extend({ mayCostMicros: microsSchema }).openapi('CancelledRender')),
        },
      }),
      async (c) => {
        const film = await films.find(c.req.valid('param').id);
        const { shot = null } = c.req.valid('json');
        if (shot !== null) await films.shot(film, shot);
        const { mayCostMicros } = await steering.cancel(film, shot, AbortSignal.any([stopping, c.req.raw.signal]));
        return c.json({ ...(await show(film)), mayCostMicros }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/shots',
        tags: ['Shots'],
        summary: 'All shots, in play order',
        request: { params: renderParams },
        responses: { 200: answer('The shots', z.object({ shots: listOf(shotSchema) })) },
      }),
      async (c) => {
        const { shotList } = await films.view(await films.find(c.req.valid('param').id));
        return c.json({ shots: shotList.map(toShotJson) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/shots/{shot}',
        tags: ['Shots'],
        summary: 'One shot, with every take that was ever begun',
        request: { params: shotParams },
        responses: { 200: answer('The shot', shotWithTakesSchema) },
      }),
      async (c) => {
        const { id, shot: name } = c.req.valid('param');
        const { shot, takes } = await films.shot(await films.find(id), name);
        return c.json({ ...toShotJson(shot), takes: takes.map(toTakeJson) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/renders/{id}/shots/{shot}/takes',
        tags: ['Shots'],
        summary: 'Shoot one shot again',
        description: 'Only this shot, with what it cannot do without. The film is cut with it when it is there.',
        request: { params: shotParams, headers, ...jsonBody(retakeSchema) },
        responses: { 202: answer('The shot', shotSchema) },
      }),
      async (c) => {
        const { id, shot } = c.req.valid('param');
        const film = await films.find(id);
        const { prompt = null, model, seed = null, takes = 1, acceptGates = false, ...rest } = c.req.valid('json');
        const wish = { prompt, model: model === undefined ? null : parseModel(model), seed, takes, acceptGates };
        await steering.retake(film, shot, wish, toApproval(rest));
        return c.json(await showShot(film, shot), 202);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/v1/renders/{id}/shots/{shot}/select',
        tags: ['Shots'],
        summary: 'Use another take, and cut the film with it',
        request: { params: shotParams, ...jsonBody(selectSchema) },
        responses: { 200: answer('The shot', shotSchema) },
      }),
      async (c) => {
        const { id, shot } = c.req.valid('param');
        const film = await films.find(id);
        const { take, acceptGates = false } = c.req.valid('json');
        await steering.select(film, shot, take, { acceptGates });
        return c.json(await showShot(film, shot), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/v1/renders/{id}/shots/{shot}/accept',
        tags: ['Shots'],
        summary: 'Let a stale take stay as it is',
        request: { params: shotParams, headers },
        responses: { 200: answer('The shot', shotSchema) },
      }),
      async (c) => {
        const { id, shot } = c.req.valid('param');
        const film = await films.find(id);
        await steering.accept(film, shot);
        return c.json(await showShot(film, shot), 200);
      },
    );
}
