import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createPostOnce, jsonOf, outcomeOf } from '../../src/providers/post-once.ts';

type Answer = { readonly status?: string; readonly head: string; readonly body: Buffer };
const PLAIN = { head: '', body: Buffer.from('{}') };

/** Counts the bytes that arrive, and answers a whole request. */
async function openCounter(answer: Answer = PLAIN) {
  let bytes = 0;
  let sockets = 0;
  const closed: Promise<unknown>[] = [];
  const server = createServer((socket) => {
    sockets += 1;
    closed.push(once(socket, 'close'));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      const { status = '200 OK', head, body } = answer;
      socket.write(`HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n${head}\r\n`);
      socket.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/submit`,
    arrived: async () => {
      await Promise.all(closed);
      return { sockets, bytes };
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}

const POST = { method: 'POST', body: '{"prompt":"rain"}' };

test('what may not leave any more does not: the socket is open, and no byte is written to it', async () => {
  await using counter = await openCounter();
  let asked = 0;
  const post = createPostOnce(() => {
    asked += 1;
    return false;
  });
  await post.fetch(counter.url, POST);
  expect(post.report()).toEqual({ phase: 'never_left', code: 'TOO_LATE' });
  expect(outcomeOf(post.report())).toBe('rejected');
  expect([asked, await counter.arrived()]).toEqual([1, { sockets: 1, bytes: 0 }]);
});

test('a client that tries again is not let through, whatever may leave by then', async () => {
  await using counter = await openCounter();
  const answers = [false, true];
  const post = createPostOnce(() => answers.shift() ?? true);
  await post.fetch(counter.url, POST);
  expect((await post.fetch(counter.url, POST)).status).toBe(418);
  expect(await counter.arrived()).toEqual({ sockets: 1, bytes: 0 });
});

test('what may leave is asked for once, and leaves once', async () => {
  await using counter = await openCounter();
  let asked = 0;
  const post = createPostOnce(() => {
    asked += 1;
    return true;
  });
  await post.fetch(counter.url, POST);
  await post.fetch(counter.url, POST);
  expect(outcomeOf(post.report())).toBe('accepted');
  expect([asked, (await counter.arrived()).sockets]).toEqual([1, 1]);
});

const PACKED = gzipSync('{"id":"job-1"}');

test('an answer that a gateway compressed unasked is read: it may be all that is ever told of a paid job', async () => {
  await using counter = await openCounter({ head: 'content-encoding: gzip\r\n', body: PACKED });
  const post = createPostOnce(() => true);
  await post.fetch(counter.url, POST);
  expect(jsonOf(post.report())).toEqual({ id: 'job-1' });
});

test('one whose end is missing is no answer', async () => {
  await using counter = await openCounter({ head: 'content-encoding: gzip\r\n', body: PACKED.subarray(0, 25) });
  const post = createPostOnce(() => true);
  await post.fetch(counter.url, POST);
  expect(outcomeOf(post.report())).toBe('ambiguous');
});

test.each([
  ['302 Found', 'ambiguous'],
  ['303 See Other', 'ambiguous'],
  ['307 Temporary Redirect', 'rejected'],
  ['308 Permanent Redirect', 'rejected'],
])(
  'a redirect is not followed, and proves that nothing was made only where it asks for the same again: %s',
  async (status, outcome) => {
    await using counter = await openCounter({ ...PLAIN, status, head: 'location: /elsewhere\r\n' });
    const post = createPostOnce(() => true);
    await post.fetch(counter.url, POST);
    expect(outcomeOf(post.report())).toBe(outcome);
    expect((await counter.arrived()).sockets).toBe(1);
  },
);
