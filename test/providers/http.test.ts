import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';

import { LongtakeError } from '../../src/model/error.ts';
import { whyNotPublic } from '../../src/providers/address.ts';
import { guardedFetch, type FetchOptions } from '../../src/providers/http.ts';
import { sniffMediaType } from '../../src/providers/media-type.ts';
import { checkRemoteUrl } from '../../src/providers/remote-url.ts';

const PNG = Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(2000, 7)]);
const HERE = { allowAddress: (address: string) => address === '127.0.0.1' };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine that counts what it is asked for; its origin has no slash at the end. */
async function serve(
  answer: Answer,
): Promise<{ readonly origin: string; readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host?.replace(/:\d+$/u, '')}${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { origin: `http://127.0.0.1:${address.port}`, port: address.port, asked };
}

const sendPng: Answer = (_request, response) => {
  response.end(PNG);
};

async function read(
  url: string,
  options: FetchOptions = HERE,
): Promise<{ readonly type: string; readonly bytes: Buffer }> {
  await using stream = await guardedFetch(url, options);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream.chunks) chunks.push(chunk);
  return { type: stream.type.mediaType, bytes: Buffer.concat(chunks) };
}

/** `code: message` of the refusal. */
async function refusal(url: string, options: FetchOptions = HERE): Promise<string> {
  try {
    await read(url, options);
  } catch (error) {
    if (error instanceof LongtakeError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing refused';
}

/** No test may ask a real name server. */
const noNames = {
  resolve: async (name: string): Promise<readonly string[]> => {
    throw new Error(`${name} was looked up`);
  },
};

describe('what is asked for', () => {
  test.each([
    ['http://127.0.0.1/a.png', 'loopback'],
    ['http://127.1/a.png', 'hides the address 127.0.0.1'],
    ['http://2130706433/a.png', 'hides the address 127.0.0.1'],
    ['http://0x7f000001/a.png', 'hides the address 127.0.0.1'],
    ['http://0177.0.0.1/a.png', 'hides the address 127.0.0.1'],
    ['http://134744072/a.png', 'hides the address 8.8.8.8'],
    ['http://１２７.０.０.１/a.png', 'hides the address 127.0.0.1'],
    ['http://%31%32%37.0.0.1/a.png', 'hides the address 127.0.0.1'],
    ['http://0.0.0.0/a.png', 'unspecified'],
    ['http://10.1.2.3/a.png', 'private'],
    ['https://172.31.255.255/a.png', 'private'],
    ['https://192.168.0.1/a.png', 'private'],
    ['http://100.100.100.200/latest', 'carrier'],
    ['http://169.254.169.254/latest/meta-data', 'link-local'],
    ['http://168.63.129.16/machine', 'metadata'],
    ['http://192.0.2.1/a.png', 'documentation'],
    ['http://198.18.0.1/a.png', 'reserved'],
    ['http://224.0.0.1/a.png', 'multicast'],
    ['http://255.255.255.255/a.png', 'reserved'],
    ['http://[::]/a.png', 'unspecified'],
    ['http://[::1]/a.png', 'loopback'],
    ['http://[::ffff:127.0.0.1]/a.png', 'IPv4 address in IPv6'],
    ['http://[::ffff:8.8.8.8]/a.png', 'IPv4 address in IPv6'],
    ['http://[::7f00:1]/a.png', 'IPv4 address in IPv6'],
    ['http://[64:ff9b::7f00:1]/a.png', 'IPv4 address in IPv6'],
    ['http://[64:ff9b:1::a00:1]/a.png', 'IPv4 address in IPv6'],
    ['http://[2002:7f00:1::]/a.png', 'IPv4 address in IPv6'],
    ['http://[2001:0:7f00:1::]/a.png', 'IPv4 address in IPv6'],
    ['http://[fe80::1]/a.png', 'link-local'],
    ['http://[fd00:ec2::254]/latest', 'private'],
    ['http://[ff02::1]/a.png', 'multicast'],
    ['http://[2001:db8::1]/a.png', 'documentation'],
    ['http://[3fff::1]/a.png', 'documentation'],
    ['http://[100::1]/a.png', 'reserved'],
    ['http://[fe80::1%25eth0]/a.png', 'not a URL'],
    ['https://mara:secret@example.com/a.png', 'user name or password'],
    ['https://mara@example.com/a.png', 'user name or password'],
    ['file:///etc/passwd', 'neither https nor http'],
    ['ftp://example.com/a.png', 'neither https nor http'],
    ['data:image/png;base64,iVBORw0KGgo=', 'neither https nor http'],
    ['gopher://127.0.0.1:70/', 'neither https nor http'],
    ['http://', 'not a URL'],
  ])('%s is refused', async (url, why) => {
    const said = await refusal(url, noNames);
    expect(said).toMatch(/^remote_refused: /u);
    expect(said).toContain(why);
    expect(said).not.toContain('secret');
  });

  test('a name is refused when any one of its addresses is not public', async () => {
    const resolve = async () => ['93.184.216.34', '10.0.0.5'];
    expect(await refusal('http://film.example/a.png', { resolve })).toBe(
      'remote_refused: film.example leads to 10.0.0.5, a private address',
    );
  });

  test('the name of this very machine is refused', async () => {
    expect(await refusal('http://localhost:9/a.png', {})).toMatch(/^remote_refused: localhost leads to .*loopback/u);
  });

  test.each(['8.8.8.8', '100.128.0.1', '172.32.0.1', '2001:4860:4860::8888', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(whyNotPublic(address)).toBeNull();
    },
  );
});

describe('a connection', () => {
  test('brings a picture from an address that is allowed', async () => {
    const { origin, asked } = await serve(sendPng);
    expect(await read(`${origin}/a.png`)).toEqual({ type: 'image/png', bytes: PNG });
    expect(asked).toEqual(['GET 127.0.0.1/a.png']);
  });

  test('goes to the address that was checked, and the name is looked up once', async () => {
    const { port, asked } = await serve(sendPng);
    const lookups: string[] = [];
    const resolve = async (name: string) => {
      lookups.push(name);
      // A second answer would be another machine's.
      return lookups.length === 1 ? ['127.0.0.1'] : ['127.0.0.2'];
    };
    expect((await read(`http://film.example:${port}/a.png`, { ...HERE, resolve })).type).toBe('image/png');
    expect(lookups).toEqual(['film.example']);
    expect(asked).toEqual(['GET film.example/a.png']);
  });

  test('that nobody takes is told with its reason', async () => {
    const { origin, port } = await serve(sendPng);
    expect(await refusal('http://film.example/a.png', { resolve: async () => [] })).toMatch(/^remote_unreachable: /u);
    const gone = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    const resolve = () => Promise.reject(gone);
    expect(await refusal(`http://film.example:${port}/a.png`, { resolve })).toContain('there is no host of that name');
    expect(await refusal(origin.replace(/\d+$/u, '1'))).toContain('nothing answers there');
  });
});

describe('redirects', () => {
  const redirectTo = (to: (url: string) => string | null): Answer => {
    return (request, response) => {
      const location = to(request.url ?? '');
      if (location === null) sendPng(request, response);
      else response.writeHead(302, { location }).end('moved');
    };
  };

  test('are followed, also relative ones', async () => {
    const { origin, asked } = await serve(redirectTo((url) => (url === '/b.png' ? null : './b.png')));
    expect((await read(`${origin}/a.png`)).bytes).toEqual(PNG);
    expect(asked).toEqual(['GET 127.0.0.1/a.png', 'GET 127.0.0.1/b.png']);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:169.254.169.254]/latest',
    'http://2852039166/latest',
    '//10.0.0.1/a.png',
    'http://user:word@127.0.0.1/a.png',
    'file:///etc/passwd',
    'http://[',
  ])('to %s are refused', async (location) => {
    const { origin, asked } = await serve(redirectTo(() => location));
    expect(await refusal(`${origin}/a.png`)).toMatch(/^remote_refused: the redirect of 127\.0\.0\.1:\d+\/a\.png /u);
    expect(asked).toHaveLength(1);
  });

  test('to a name that leads to a private address are refused', async () => {
    const { origin } = await serve(redirectTo(() => 'http://intranet.example/a.png'));
    const resolve = async () => ['192.168.1.1'];
    expect(await refusal(`${origin}/a.png`, { ...HERE, resolve })).toBe(
      'remote_refused: intranet.example leads to 192.168.1.1, a private address',
    );
  });

  test('never leave https', () => {
    const from = new URL('https://film.example/a.png');
    expect(() => checkRemoteUrl('http://film.example/a.png', from)).toThrow('leads from https to http');
    expect(checkRemoteUrl('/b.png', from).href).toBe('https://film.example/b.png');
    expect(checkRemoteUrl('https://film.example/', new URL('http://film.example/')).protocol).toBe('https:');
  });

  test('are five at most', async () => {
    const five = await serve(redirectTo((url) => (url === '/5' ? null : `/${Number(url.slice(1)) + 1}`)));
    expect((await read(`${five.origin}/0`)).bytes).toEqual(PNG);
    const endless = await serve(redirectTo(() => '/again'));
    expect(await refusal(`${endless.origin}/0`)).toContain('more than 5 redirects');
    expect(endless.asked).toHaveLength(6);
  });
});

describe('an answer', () => {
  const sizeLimits = { picture: 1000, sound: 5000, video: 5000 };
  /** Larger than any first piece of an answer. */
  const largePicture = { ...sizeLimits, picture: 1_000_000 };
  const timeLimits = { connectMs: 1000, silenceMs: 100, totalMs: 3_600_000 };

  test('that says it is too large is not read', async () => {
    const { origin } = await serve(sendPng);
    expect(await refusal(`${origin}/a.png`, { ...HERE, sizeLimits })).toMatch(/^remote_too_large: /u);
  });

  test('that does not say how large it is is cut off where the limit is', async () => {
    const { origin } = await serve((_request, response) => {
      response.write(PNG.subarray(0, 900));
      // Never ends by itself.
      const pour = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(900), pour);
      };
      pour();
    });
    expect(await refusal(`${origin}/a.png`, { ...HERE, sizeLimits: largePicture })).toMatch(/^remote_too_large: /u);
  });

  test('of another kind has a limit of its own', async () => {
    const mp4 = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), Buffer.alloc(3000)]);
    const { origin } = await serve((_request, response) => response.end(mp4));
    expect((await read(`${origin}/a`, { ...HERE, sizeLimits })).type).toBe('video/mp4');
  });

  test('that never begins is given up', async () => {
    const { origin } = await serve(() => {});
    expect(await refusal(`${origin}/a.png`, { ...HERE, timeLimits })).toMatch(/^remote_slow: /u);
  });

  test('that stops in the middle is given up', async () => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': String(PNG.byteLength) });
      response.write(PNG.subarray(0, 500));
    });
    expect(await refusal(`${origin}/a.png`, { ...HERE, timeLimits })).toMatch(/^remote_slow: /u);
  });

  test('that drips is given up when the whole time is over', async () => {
    const { origin } = await serve((_request, response) => {
      let at = 0;
      const drip = setInterval(() => {
        at += 1;
        response.write(PNG.subarray(at - 1, at));
      }, 20);
      response.on('close', () => clearInterval(drip));
    });
    const drip = { connectMs: 1000, silenceMs: 5000, totalMs: 300 };
    expect(await refusal(`${origin}/a.png`, { ...HERE, timeLimits: drip })).toMatch(/^remote_slow: /u);
  });

  test.each(['content-length', 'chunked'])('that breaks off (%s) is not taken for whole', async (way) => {
    const { origin } = await serve((_request, response) => {
      if (way === 'content-length') response.writeHead(200, { 'content-length': String(PNG.byteLength) });
      response.write(PNG.subarray(0, 500), () => response.destroy());
    });
    expect(await refusal(`${origin}/a.png`)).toMatch(/^remote_(?:truncated|unreachable): /u);
  });

  test.each([
    ['<!doctype html><title>Not found</title>', 'is not a picture, video or sound'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'is not a picture, video or sound'],
    ['#EXTM3U\nfile:///etc/passwd\n', 'is not a picture, video or sound'],
    ['\x89PN', 'is not a picture, video or sound'],
    ['', 'is empty'],
  ])('of the wrong type is refused, whatever its header says: %j', async (body, why) => {
    const { origin } = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from(body, 'latin1')),
    );
    const said = await refusal(`${origin}/a.png`);
    expect(said).toMatch(/^remote_wrong_type: /u);
    expect(said).toContain(why);
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('that is compressed without being asked is unpacked: %s', async (encoding, pack) => {
    const { origin } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(pack(PNG)),
    );
    expect(await read(`${origin}/a.png`)).toEqual({ type: 'image/png', bytes: PNG });
  });

  test.each([
    ['gzip', PNG, 'remote_truncated'],
    ['gzip', gzipSync(PNG).subarray(0, 20), 'remote_truncated'],
    ['zstd', PNG, 'remote_wrong_type'],
  ])(
    'that is not what its encoding says, or in one that nobody knows, is refused: %s',
    async (encoding, body, code) => {
      const { origin } = await serve((_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(body),
      );
      expect(await refusal(`${origin}/a.png`)).toContain(`${code}: `);
    },
  );

  test.each([204, 206, 304, 404, 500])(
    'of HTTP %i is told without the query, which may be a signature',
    async (status) => {
      const { origin } = await serve((_request, response) => response.writeHead(status).end());
      const said = await refusal(`${origin}/a.png?signature=secret`);
      expect(said).toMatch(
        new RegExp(`^remote_status: 127\\.0\\.0\\.1:\\d+/a\\.png was answered with HTTP ${status}$`, 'u'),
      );
    },
  );

  test('is ended by the caller, whose reason is passed on', async () => {
    const stop = new AbortController();
    const { origin } = await serve(() => stop.abort(new Error('enough')));
    await expect(read(`${origin}/a.png`, { ...HERE, signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('a type', () => {
  test.each([
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'image/webp'],
    ['GIF89a', 'image/gif'],
    ['\0\0\0\x20ftypisom', 'video/mp4'],
    ['\0\0\0\x14ftypqt  ', 'video/quicktime'],
    ['\0\0\0\x20ftypM4A ', 'audio/mp4'],
    ['\x1a\x45\xdf\xa3', 'video/x-matroska'],
    ['RIFF\x24\0\0\0WAVEfmt ', 'audio/wav'],
    ['fLaC\0\0\0\x22', 'audio/flac'],
    ['OggS\0\x02', 'audio/ogg'],
    ['FORM\0\x01\x12\x34AIFC', 'audio/aiff'],
    ['\xff\xf1\x50\x80', 'audio/aac'],
    ['\xff\xf9\x4c\x80', 'audio/aac'],
    ['RIFF\x24\0\0\0AVI LIST', 'video/x-msvideo'],
    ['ID3\x04\0', 'audio/mpeg'],
    ['\xff\xfb\x90\x64', 'audio/mpeg'],
  ])('%j is %s', (head, mediaType) => {
    expect(sniffMediaType(Buffer.from(head, 'latin1'))?.mediaType).toBe(mediaType);
  });

  test.each([
    '\0\0\0\x20ftypheic',
    '\0\0\0\x20ftypavif',
    'RIFF\x10\0\0\0ACON',
    '%PDF-1.7',
    '\xff\xff\xff\xff',
    'PK\x03\x04',
    '',
  ])('%j is none', (head) => {
    expect(sniffMediaType(Buffer.from(head, 'latin1'))).toBeNull();
  });
});
