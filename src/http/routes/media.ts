import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { newId } from '../../model/ids.ts';
import type { ApiContext } from '../api-context.ts';
import { isListed, sendMedia } from '../media.ts';
import { HttpError } from '../problems.ts';
import { answer, createRoutes, renderParams } from './operations.ts';

export const MOST_BLOB_BYTES = 4 * 1024 ** 3;

const mediaQuery = z.object({
  download: z.enum(['0', '1']).optional().openapi({ description: '1: to be saved, and not shown.' }),
  v: z.string().max(40).optional(),
});
const shaParam = z
  .string()
  .max(200)
  .openapi({ param: { name: 'sha', in: 'path' } });
const bytes = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: z.string().openapi({ format: 'binary' }) } },
});

/** Films, pictures and blobs, with ranges. */
export function mediaRoutes({ films, clock }: ApiContext) {
  const send = async (c: Context, id: string, what: 'film' | 'poster' | 'sheet'): Promise<Response> => {
    const { path, title } = await films.media(await films.find(id), what);
    const tail = what === 'film' ? '.mp4' : ` ${what}.jpg`;
    const wanted = c.req.query('v');
    return sendMedia(c, {
      path,
      isImmutable: false,
      ...(wanted === undefined ? {} : { wanted }),
      name: { title, tail },
      isDownload: c.req.query('download') === '1',
    });
  };
  return createRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/film',
        tags: ['Media'],
        summary: 'The film, whole or with placeholders',
        description:
          'Takes one `Range`. The newest that was cut: its address in a render changes when it does. A range of an older one (`v`) is answered with all of the newest.',
        request: { params: renderParams, query: mediaQuery },
        responses: { 200: bytes('MP4', 'video/mp4') },
      }),
      (c) => send(c, c.req.valid('param').id, 'film'),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/poster',
        tags: ['Media'],
        summary: 'A picture of the film, or of a shot until there is one',
        request: { params: renderParams, query: mediaQuery },
        responses: { 200: bytes('JPEG', 'image/jpeg') },
      }),
      (c) => send(c, c.req.valid('param').id, 'poster'),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/sheet',
        tags: ['Media'],
        summary: 'The contact sheet',
        request: { params: renderParams, query: mediaQuery },
        responses: { 200: bytes('JPEG', 'image/jpeg') },
      }),
      (c) => send(c, c.req.valid('param').id, 'sheet'),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/blobs/{sha}',
        tags: ['Media'],
        summary: 'A take, a frame or an uploaded file, by the hash of its bytes',
        request: {
          params: z.object({ sha: shaParam }),
        },
        responses: { 200: bytes('The bytes', 'application/octet-stream') },
      }),
      async (c) => {
        const { sha } = c.req.valid('param');
        const path = await films.blob(sha);
        return sendMedia(c, { path, isImmutable: true, etag: `"${sha}"` });
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/blobs/{sha}/{end}',
        tags: ['Media'],
        summary: 'The first or the last frame of a take',
        description: 'A JPEG, 960 pixels wide. 404 where the blob has no picture.',
        request: {
          params: z.object({
            sha: shaParam,
            end: z.enum(['first', 'last']).openapi({ param: { name: 'end', in: 'path' } }),
          }),
        },
        responses: { 200: bytes('JPEG', 'image/jpeg') },
      }),
      async (c) => {
        const { sha, end } = c.req.valid('param');
        const headers = {
          etag: `"${sha}-${end}"`,
          'cache-control': 'private, max-age=31536000, immutable',
          'content-type': 'image/jpeg',
        };
        const picture = await films.frame(sha, end);
        return isListed(c.req.header('if-none-match'), headers.etag)
          ? c.body(null, 304, headers)
          : c.body(picture, 200, headers);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/v1/blobs',
        tags: ['Media'],
        summary: 'Upload a file that a storyboard will name',
        description: 'The body is the file, of any size up to 4 GiB. Name the hash under `files` afterwards.',
        responses: { 201: answer('Its hash', z.object({ sha: z.string(), sizeBytes: z.int() }).openapi('Blob')) },
      }),
      async (c) => {
        const { body } = c.req.raw;
        if (body === null) throw new HttpError(400, 'request_malformed', 'The body is empty.');
        const { blobs, temporary } = await films.home.open();
        const file = join(temporary, newId('upload', clock.nowMs()));
        try {
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the DOM's web stream is Node's by another name
          const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
          await pipeline(source, countTo(MOST_BLOB_BYTES), createWriteStream(file));
          const { sha, sizeBytes } = await blobs.adopt(file);
          return c.json({ sha, sizeBytes }, 201);
        } finally {
          await rm(file, { force: true });
        }
      },
    );
}

function countTo(mostBytes: number): Transform {
  let sizeBytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > mostBytes) done(new HttpError(413, 'too_large', 'A blob is at most 4 GiB.'));
      else done(null, chunk);
    },
  });
}
