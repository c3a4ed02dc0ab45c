import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameOf, startFilm, waitForState, wordOf } from './support/film.ts';
import { openStage, type Stage } from './support/stage.ts';
import { smallFilm } from './support/storyboards.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

describe('a film that is pasted', () => {
  test('comes together on the board, plays before it is done, pauses, goes on, and plays as a film', async () => {
    const { page, troubles } = await stage.open('/');
    await page.getByText('No film yet').waitFor();
    await startFilm(page, smallFilm({ shots: 6, animatic: 'delay=1500ms' }));
    expect(new URL(page.url()).pathname).toMatch(/^\/r\/r-/u);
    await waitForState(page, 'running');
    expect(await page.locator('.board .shot').count()).toBe(6);
    expect(await page.getByRole('heading', { name: 'EXT. PIER - NIGHT' }).count()).toBe(1);

    // Live: the first take is in while others are at work, and nothing was loaded again.
    await page.locator('.shot.ready').first().waitFor();
    expect(await page.locator('.film-head .state').textContent()).toBe('running');

    // Before it is done it plays what is there.
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.waitForFunction(() => Number(document.querySelector('.strip')?.getAttribute('aria-valuenow')) > 12);
    await page.getByRole('button', { name: 'Pause', exact: true }).last().click();

    await page.locator('.film-head').getByRole('button', { name: 'Pause' }).click();
    await waitForState(page, 'paused');
    await page.locator('.film-head').getByRole('button', { name: 'Resume' }).click();
    await waitForState(page, 'running');
    await waitForState(page, 'done');
    expect(await wordOf(page, 'a6')).toMatch(/stored|reused/u);

    // Done: the player has the film's own file, and goes on from frame to frame.
    await page.getByRole('button', { name: 'Film', exact: true }).waitFor();
    const timeline = page.getByRole('slider', { name: 'Timeline' });
    await timeline.focus();
    await page.keyboard.press('End');
    expect(await frameOf(page)).toBe(6 * 48 - 1);
    await page.keyboard.press('[');
    expect(await frameOf(page)).toBe(5 * 48);
    await page.keyboard.press('ArrowRight');
    expect(await frameOf(page)).toBe(5 * 48 + 1);
    expect(await page.locator('.shot.current').getAttribute('data-shot')).toBe('a6');
    const shown = page.locator('.stage video.shown');
    await shown.waitFor();
    await page.waitForFunction(
      () => (document.querySelector<HTMLVideoElement>('.stage video.shown')?.readyState ?? 0) >= 2,
    );
    expect(await shown.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(320);
    expect(troubles).toEqual([]);
  });

  test('moves under the pointer, without a sound', async () => {
    const { page, troubles } = await stage.open('/');
    await page.locator('.film-card a').first().click();
    await page.locator('[data-shot="a2"] .open').hover();
    await page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('[data-shot="a2"] video');
      return video !== null && !video.paused && video.currentTime > 0.1 && video.muted;
    });
    await page.mouse.move(0, 0);
    await page.locator('[data-shot="a2"] video').waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
  });

  test('can be downloaded under its title', async () => {
    const { page } = await stage.open('/');
    await page.locator('.film-card a').first().click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.film-head').getByRole('link', { name: /^Film/u }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('The Small Film.mp4');
  });

  test('stands in the list of another window the moment it is there', async () => {
    const watcher = await stage.open('/');
    await watcher.page.locator('.film-card').first().waitFor();
    const maker = await stage.open('/');
    await startFilm(maker.page, smallFilm({ title: 'Another', shots: 2 }));
    await watcher.page.getByRole('heading', { name: 'Another' }).waitFor();
    await watcher.page.locator('.film-card.done', { hasText: 'Another' }).waitFor({ timeout: 60_000 });
    expect(watcher.troubles).toEqual([]);
  });
});
