import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { answerPage } from '../../src/web/answer-page.ts';
import { readPage } from '../../src/web/read-page.ts';

describe('the page', () => {
  test.each(['/', '/new', '/r/f-1a2b3c4d', '/r/f-1a2b3c4d/storyboard', '/r/f-1a2b3c4d/shots/s1a'])(
    'is the same document at %s, under a policy',
    async (path) => {
      const answer = await ask(path);
      expect(answer?.status).toBe(200);
      expect(answer?.headers.get('Content-Security-Policy')).toContain("default-src 'self'");
      expect(answer?.headers.get('Cache-Control')).toBe('no-cache');
      expect(await answer?.text()).toContain('<div id="page">');
    },
  );

  test.each(['/v1/renders', '/docs', '/nothing', '/r/', '/r/x/y', '/assets/none.js', '/assets/../package.json'])(
    'leaves %s to others',
    async (path) => {
      expect(await ask(path)).toBeNull();
    },
  );

  test('answers no POST', async () => {
    expect(await answerPage(new Request('http://localhost/', { method: 'POST' }))).toBeNull();
  });

  test.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['', null],
  ])('is sent in what %j takes', async (accepted, encoding) => {
    const { shell } = await readPage();
    const answer = await ask('/', { 'Accept-Encoding': accepted });
    expect(answer?.headers.get('Content-Encoding')).toBe(encoding);
    expect(answer?.headers.get('Vary')).toBe('Accept-Encoding');
    const bytes = new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer(0));
    const plain = encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes;
    expect(Uint8Array.from(plain)).toEqual(shell.bytes);
  });

  test('is not sent twice to a browser that has it', async () => {
    const first = await ask('/');
    const again = await ask('/', { 'If-None-Match': first?.headers.get('ETag') ?? '' });
    expect(again?.status).toBe(304);
    expect(await again?.text()).toBe('');
  });

  test('keeps files with a hash in their name for ever', async () => {
    const { assets } = await readPage();
    for (const path of assets.keys()) {
      const answer = await ask(path);
      expect(answer?.headers.get('Cache-Control')).toContain('immutable');
      expect(answer?.headers.get('X-Content-Type-Options')).toBe('nosniff');
    }
  });
});

async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response | null> {
  return answerPage(new Request(`http://localhost${path}`, { headers }));
}
