import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createPostOnce, outcomeOf } from '../../src/providers/post-once.ts';

/** Counts the bytes that arrive, and answers a whole request. */
async function openCounter() {
  let bytes = 0;
  let sockets = 0;
  const closed: Promise<unknown>[] = [];
  const server = createServer((socket) => {
    sockets += 1;
    closed.push(once(socket, 'close'));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
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
