import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitForState, startFilm } from './support/film.ts';
import { serve } from './support/serve.ts';
import { openStage, type Stage } from './support/stage.ts';
import { smallFilm } from './support/storyboards.ts';

const TOKEN = 'only-for-this-test-0123456789abcdef0123456789';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage(async (folder) => {
    await writeFile(join(folder, 'token'), `${TOKEN}\n`, { mode: 0o600 });
    // Not only for this machine, so that it is not to be had without a token.
    return ['--host', '0.0.0.0', '--token-file', join(folder, 'token')];
  });
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

describe('a server with a token', () => {
  test('is signed in to once, and out of', async () => {
    const { page, troubles } = await stage.open('/');
    const field = page.getByLabel('Token');
    await field.fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: /\S/u }).waitFor();
    await field.fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Films' }).waitFor();
    await page.locator('.connection.live').waitFor();

    await page.reload();
    await page.getByRole('heading', { name: 'Films' }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies).toEqual([expect.objectContaining({ httpOnly: true, sameSite: 'Strict' })]);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await field.waitFor();
    await page.reload();
    await field.waitFor();
    expect(troubles).toEqual([]);
  });

  test('leads on to where one wanted to go, also when the session ends while one is there', async () => {
    const { page } = await stage.open('/new');
    // A page that asked nothing yet knows of no token; what was written until then is kept.
    const editor = page.getByRole('textbox', { name: 'Storyboard' });
    await editor.click();
    await page.keyboard.type('longtake: 1');
    await signIn(page);
    await editor.getByText('longtake: 1').waitFor();
    await page.getByRole('link', { name: 'Films' }).click();
    await startFilm(page, smallFilm({ shots: 2 }));
    await waitForState(page, 'done');
    await page.context().clearCookies();
    await page.locator('[data-shot="a1"] .open').click();
    await signIn(page);
    await page.getByRole('dialog', { name: 'Shot a1' }).locator('.take').first().waitFor();
  });
});

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Token').fill(TOKEN);
  await page.keyboard.press('Enter');
}

describe('a server that goes and comes back', () => {
  test('is found again by the page, which then knows what happened', async () => {
    const folder = join(stage.folder, 'other');
    const first = await serve(folder);
    const { page } = await stage.open(new URL('/', first.url).href);
    await startFilm(page, smallFilm({ shots: 4, animatic: 'delay=3s' }));
    await waitForState(page, 'running');
    await first.stop();
    await page.locator('.connection.lost').waitFor();

    await using _second = await serve(folder, [], Number(new URL(first.url).port));
    await page.locator('.connection.live').waitFor();
    // It went on by itself, and the page heard of it without being loaded again.
    const start = page.locator('.film-head').getByRole('button', { name: 'Resume' });
    await page.locator('.film-head .state:is(.done, .paused)').waitFor({ timeout: 60_000 });
    if ((await start.count()) > 0) await start.click();
    await waitForState(page, 'done');
  });
});
