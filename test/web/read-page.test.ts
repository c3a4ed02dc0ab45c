import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PAGE_POLICY, readPage } from '../../src/web/read-page.ts';

const FIRST_LOAD_BYTES = 60_000;
const ALL_BYTES = 150_000;

describe('the bundle of the page', () => {
  test('is made once', async () => {
    expect(await readPage()).toBe(await readPage());
  });

  test('is named by the document, under names that hold a hash', async () => {
    const { shell, assets } = await readPage();
    const html = new TextDecoder().decode(shell.bytes);
    const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/gu)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(1);
    for (const path of named) expect(assets.has(path)).toBe(true);
    for (const path of assets.keys()) expect(path).toMatch(/^\/assets\/[a-z-]+-[A-Z0-9]{8}\.(?:js|css)$/u);
  });

  test('is small: 60 kB to begin with, 150 kB with the editor', async () => {
    const { shell, assets } = await readPage();
    const html = new TextDecoder().decode(shell.bytes);
    const sizes = await Promise.all(
      [...assets].map(async ([path, file]) => ({ path, size: (await file.compress('br')).length })),
    );
    const all = sizes.reduce((sum, { size }) => sum + size, 0);
    const first = sizes.filter(({ path }) => html.includes(path)).reduce((sum, { size }) => sum + size, 0);
    expect(first).toBeLessThan(FIRST_LOAD_BYTES);
    expect(all).toBeLessThan(ALL_BYTES);
  });

  test('is compressed to the same bytes in both ways', async () => {
    const { shell } = await readPage();
    const text = new TextDecoder().decode(shell.bytes);
    expect(brotliDecompressSync(await shell.compress('br')).toString('utf8')).toBe(text);
    expect(gunzipSync(await shell.compress('gzip')).toString('utf8')).toBe(text);
  });

  test('has no script and no style in the document, and the policy allows none', async () => {
    const { shell } = await readPage();
    const html = new TextDecoder().decode(shell.bytes);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/u);
    expect(PAGE_POLICY).toContain("default-src 'self'");
    expect(PAGE_POLICY).not.toMatch(/unsafe/u);
  });
});
