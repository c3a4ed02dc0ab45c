import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFilm, waitForPlan, waitForState } from './support/film.ts';
import { openStage, type Opened, type Stage } from './support/stage.ts';
import { smallFilm } from './support/storyboards.ts';

let stage: Stage;
let file: string;
beforeAll(async () => {
  stage = await openStage(async (folder) => {
    file = join(folder, 'small.yaml');
    await writeFile(file, smallFilm());
    return [file];
  });
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

describe('a shot', () => {
  test('is shot again with other words, and the film is cut from either take', async () => {
    const { page, troubles } = await openFilm();
    await page.locator('[data-shot="a2"] .open').click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('heading', { name: 'Take 1' }).waitFor();
    await panel.getByLabel('What happens').fill('Ada jumps.');
    await panel.getByRole('button', { name: 'Shoot again' }).click();
    await panel.locator('.take', { hasText: 'Take 2' }).getByText('in the film').waitFor({ timeout: 60_000 });
    await waitForState(page, 'done');

    // Both play as one.
    await panel.getByRole('button', { name: 'Play all takes' }).click();
    await page.waitForFunction(() => {
      const videos = [...document.querySelectorAll<HTMLVideoElement>('.take video')];
      const times = videos.map(({ currentTime }) => currentTime);
      return videos.length === 2 && Math.min(...times) > 0.3 && Math.max(...times) - Math.min(...times) < 0.1;
    });
    await panel.getByRole('button', { name: 'Use take 1' }).click();
    await panel.locator('.take', { hasText: 'Take 1' }).getByText('in the film').waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.closest('.shot')?.getAttribute('data-shot'))).toBe('a2');
    await page.locator('[data-shot="a2"]').getByText('take 1 of 2').waitFor();
    expect(troubles).toEqual([]);
  });
});

describe('a film that was done', () => {
  test('is made again from the page when somebody changed its storyboard elsewhere', async () => {
    const text = await readFile(file, 'utf8');
    const { page, troubles } = await openFilm();
    const start = page.locator('.film-head').getByRole('button', { name: 'Render', exact: true });
    expect(await start.count()).toBe(0);
    await writeFile(file, text.replace('Ada takes step 2.', 'Ada waves.'));
    await page.reload();
    await page.locator('[data-shot="a2"] .facts .word', { hasText: 'waiting' }).waitFor();
    await start.click();
    await waitForState(page, 'running');
    await waitForState(page, 'done');
    await start.waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
  });
});

describe('the storyboard', () => {
  test('tells what is wrong as it is typed, and what is to be made before anyone says go', async () => {
    const { page, troubles } = await openFilm();
    await page.getByRole('link', { name: 'Storyboard' }).click();
    await editor(page).waitFor();
    await waitForPlan(page, 'Nothing is to be made');
    await typeAfter(page, 'Ada takes step 3.', ' Slowly.\n        camera: dolly_inn');
    const problem = page.getByRole('region', { name: 'Problems' }).getByRole('button');
    await problem.filter({ hasText: 'dolly_inn' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save and go' }).isDisabled()).toBe(true);
    // The list leads to the place.
    await problem.click();
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await waitForPlan(page, /^1 shot will be made, for nothing$/u);
    await page.getByRole('region', { name: 'Plan' }).getByText('a3', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Save and go' }).click();
    await page.locator('.board').waitFor();
    await page.locator('[data-shot="a3"]').getByText('of 2').waitFor({ timeout: 60_000 });
    await waitForState(page, 'done');
    expect(await readFile(file, 'utf8')).toContain('Ada takes step 3. Slowly.\n        camera: dolly_in\n');
    expect(troubles).toEqual([]);
  });

  test('that changed on disk meanwhile is never written over unasked', async () => {
    const { page } = await openFilm();
    await page.getByRole('link', { name: 'Storyboard' }).click();
    await editor(page).waitFor();
    await typeAfter(page, 'Ada takes step 4.', ' Mine.');
    const theirs = (await readFile(file, 'utf8')).replace('Ada takes step 1.', 'Ada takes step 1. Theirs.');
    await writeFile(file, theirs);
    await waitForPlan(page, 'will be made');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The file changed on disk').waitFor();
    expect(await readFile(file, 'utf8')).toBe(theirs);
    await page.getByRole('button', { name: /^Read it again/u }).click();
    await editor(page).getByText('Theirs.').waitFor();
    expect(await editor(page).getByText('Mine.').count()).toBe(0);
  });

  test('keeps what was typed while one looks at the film', async () => {
    const { page } = await openFilm();
    await page.getByRole('link', { name: 'Storyboard' }).click();
    await typeAfter(page, 'Ada takes step 4.', ' Unsaved.');
    await page.getByText('Storyboard (not saved)').waitFor();
    await page.getByRole('link', { name: 'The Small Film' }).click();
    await page.locator('.board').waitFor();
    await page.goBack();
    await editor(page).getByText('Unsaved.').waitFor();
  });
});

describe('what goes wrong', () => {
  test('is told where it happened: class, whether it was charged, and what to do', async () => {
    const { page } = await stage.open('/');
    await startFilm(page, smallFilm({ title: 'Refused', animatic: 'fail=moderation&on=a2' }));
    await waitForState(page, 'incomplete');
    await page.locator('[data-shot="a2"].failed .open').click();
    await page.getByRole('dialog').getByText('moderation').first().waitFor();
    await page.getByRole('dialog').getByText('It was not charged.').first().waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('.troubles summary', { hasText: '1 task failed' }).click();
    await page.locator('.troubles').getByRole('button', { name: 'a2' }).waitFor();
  });

  test('is used as it is where only gates said no', async () => {
    const { page, troubles } = await stage.open('/');
    await startFilm(page, smallFilm({ title: 'Dark', shots: 2, animatic: 'fail=black&on=a2' }));
    await waitForState(page, 'incomplete');
    await page.locator('[data-shot="a2"] .open').click();
    const panel = page.getByRole('dialog', { name: 'Shot a2' });
    await panel.getByRole('button', { name: 'Use take 1 as it is' }).click();
    await panel.getByText('in the film').waitFor();
    await page.keyboard.press('Escape');
    await waitForState(page, 'done');
    expect(troubles).toEqual([]);
  });

  test('may be held: the dialog says what each way out costs, and settles it', async () => {
    const { page } = await stage.open('/');
    await startFilm(page, smallFilm({ title: 'Held', animatic: 'fail=ambiguous&safety=none&on=a2&times=1' }));
    await waitForState(page, 'incomplete');
    await page.getByRole('button', { name: '1 held…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('It was sent, and no answer came.').waitFor();
    await dialog.getByRole('radio', { name: /^Give it up/u }).check();
    await dialog.getByRole('button', { name: 'Give it up' }).click();
    await dialog.getByText('Nothing is held any more.').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.film-head').getByRole('button', { name: 'Try again' }).click();
    await waitForState(page, 'done');
  });
});

/** The film of the file, made: what one test left is what the next one finds. */
async function openFilm(): Promise<Opened> {
  const opened = await stage.open('/');
  await opened.page.locator('.film-card a', { hasText: 'The Small Film' }).click();
  await opened.page.locator('.board .shot').first().waitFor();
  const start = opened.page.locator('.film-head').getByRole('button', { name: /^(?:Render|Try again|Resume)$/u });
  if ((await start.count()) > 0) {
    await start.click();
    await waitForState(opened.page, 'done');
  }
  return opened;
}

function editor(page: Page) {
  return page.getByRole('textbox', { name: 'Storyboard' });
}

async function typeAfter(page: Page, line: string, text: string): Promise<void> {
  await editor(page).locator('.cm-line', { hasText: line }).click();
  await page.keyboard.press('End');
  // Typed and not pasted: fast typing must lose nothing.
  for (const [index, part] of text.split('\n').entries()) {
    if (index > 0) {
      await page.keyboard.press('Enter');
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+End');
    }
    await page.keyboard.type(part);
  }
}
