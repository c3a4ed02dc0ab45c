import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { findBrowser } from './find-browser.ts';
import { serve, type Served } from './serve.ts';

/** A server with a folder of its own and a browser before it. Everything goes when it is disposed of. */
export type Stage = AsyncDisposable & {
  readonly folder: string;
  readonly server: Served;
  readonly browser: Browser;
  /** A page in a context of its own. What goes wrong in it is in `troubles`. */
  readonly open: (path: string, options?: BrowserContextOptions) => Promise<Opened>;
};
export type Opened = {
  readonly page: Page;
  /** Errors and warnings of the console, and what was thrown. */
  readonly troubles: readonly string[];
};

/** Two cores with a film on both draw a page late. */
const PATIENCE_MS = 90_000;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openStage(
  prepare: (folder: string) => Promise<readonly string[]> = async () => [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'longtake-web-'));
  const server = await serve(folder, await prepare(folder), 0, environment);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: FLAGS });
  return {
    folder,
    server,
    browser,
    open: async (path, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      const troubles: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
      });
      page.on('pageerror', (error) => troubles.push(error.message));
      await page.goto(new URL(path, server.url).href);
      return { page, troubles };
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
