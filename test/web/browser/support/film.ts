import { expect } from 'vitest';
import type { Page } from 'playwright-core';

/** Puts a text on the clipboard's way: the paste that a person does with Ctrl-V. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  }, text);
}

/** From the list to the board of a new film. */
export async function startFilm(page: Page, text: string): Promise<void> {
  await page.getByRole('heading', { name: 'Films', exact: true }).waitFor();
  await paste(page, text);
  await page.getByRole('button', { name: 'Make the film' }).click();
  await page.locator('.board .shot').first().waitFor();
}

/** From the list to the storyboard of a new film, with what it would come to. */
export async function pasteFilm(page: Page, text: string): Promise<void> {
  await page.getByRole('heading', { name: 'Films', exact: true }).waitFor();
  await paste(page, text);
  await page.getByRole('region', { name: 'Plan' }).waitFor();
}

export async function waitForState(page: Page, state: string): Promise<void> {
  await page.locator(`.film-head .state.${state}`).waitFor({ timeout: 90_000 });
}

export async function wordOf(page: Page, shot: string): Promise<string> {
  return (await page.locator(`[data-shot="${shot}"] .facts .word`).textContent()) ?? '';
}

/** The frame that the player is at. */
export async function frameOf(page: Page): Promise<number> {
  return Number(await page.getByRole('slider', { name: 'Timeline' }).getAttribute('aria-valuenow'));
}

/** Waits until the text of the editor is a sound storyboard again, or is not. */
export async function waitForPlan(page: Page, words: string | RegExp): Promise<void> {
  await page.getByRole('region', { name: 'Plan' }).getByRole('heading').filter({ hasText: words }).waitFor();
}

export async function expectNoOverflow(page: Page): Promise<void> {
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(width[0]).toBeLessThanOrEqual(width[1] ?? 0);
}
