import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaint, findNameless } from './support/accessibility.ts';
import { expectNoOverflow, frameOf, startFilm, waitForState } from './support/film.ts';
import { openStage, type Stage } from './support/stage.ts';
import { smallFilm } from './support/storyboards.ts';

const MARKUP = `<img src=x onerror="document.title='owned'"> & "Quotes" <b>bold</b>`;

let stage: Stage;
let film: string;
let long: string;
beforeAll(async () => {
  stage = await openStage(async (folder) => {
    await writeFile(join(folder, 'long.yaml'), smallFilm({ title: 'Long', shots: 600, scenes: 20 }));
    return [join(folder, 'long.yaml')];
  });
  const { page } = await stage.open('/');
  await startFilm(page, smallFilm({ title: MARKUP, animatic: 'fail=moderation&on=a3' }));
  await waitForState(page, 'incomplete');
  film = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'Films' }).click();
  long = (await page.locator('.film-card a', { hasText: 'Long' }).getAttribute('href')) ?? '';
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

const VIEWS: readonly (readonly [name: string, path: (film: string) => string, ready: string])[] = [
  ['the list', () => '/', '.film-card'],
  ['a new film', () => '/new', '.text-editor'],
  ['the film', (path) => path, '.board .shot'],
  ['a film of which most is out of sight', () => long, '.board .shot'],
  ['a shot', (path) => `${path}/shots/a2`, '.take'],
  ['a shot that failed', (path) => `${path}/shots/a3`, '.failure'],
  ['the storyboard', (path) => `${path}/storyboard`, '.text-editor'],
];

describe.each(VIEWS)('%s', (_name, path, ready) => {
  test.each([
    ['at 360 pixels', { viewport: { width: 360, height: 740 } }],
    ['in the dark', { colorScheme: 'dark' as const }],
    ['in the light', { colorScheme: 'light' as const }],
  ])(
    'can be read %s: nothing sticks out, everything has a name, no text is faint, nothing goes wrong',
    async (_how, options) => {
      const { page, troubles } = await stage.open(path(film), options);
      await page.locator(ready).first().waitFor();
      await expectNoOverflow(page);
      expect(await findNameless(page)).toEqual([]);
      expect(await findFaint(page)).toEqual([]);
      expect(troubles).toEqual([]);
    },
  );
});

describe('the theme', () => {
  test('follows the system, until somebody chooses another, and keeps that', async () => {
    const { page } = await stage.open('/', { colorScheme: 'dark' });
    const scheme = (): Promise<string> =>
      page.evaluate(() => (getComputedStyle(document.body).backgroundColor === 'rgb(19, 19, 18)' ? 'dark' : 'light'));
    expect(await scheme()).toBe('dark');
    await page.getByRole('button', { name: 'Light or dark' }).click();
    expect(await scheme()).toBe('light');
    await page.reload();
    expect(await scheme()).toBe('light');
  });
});

describe('a title with markup', () => {
  test('stays a text, on the board, in the list and in the tab', async () => {
    const { page } = await stage.open(film);
    await page.getByRole('heading', { name: MARKUP, exact: true }).waitFor();
    expect(await page.title()).toContain(MARKUP);
    await page.getByRole('link', { name: 'Films' }).click();
    await page.locator('.film-card').getByRole('heading', { name: MARKUP, exact: true }).waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });
});

describe('a title from right to left', () => {
  test('stands where titles stand, and turns nothing around it', async () => {
    const title = '🎬 مرحبا <b>world</b>';
    const { page } = await stage.open('/');
    await startFilm(page, smallFilm({ title, shots: 2 }));
    const left = await page.getByRole('heading', { name: title, exact: true }).evaluate((heading) => {
      const range = document.createRange();
      range.selectNodeContents(heading);
      return range.getBoundingClientRect().left - document.querySelector('.film-facts')!.getBoundingClientRect().left;
    });
    expect(Math.abs(left)).toBeLessThan(4);
    expect(await page.locator('[data-shot="a1"] .join').count()).toBe(0);
  });
});

describe('an address that leads nowhere', () => {
  test.each(['/r/r-nosuchfilm', '/r/f-00000000', '/r/r-nosuchfilm/storyboard'])(
    '%s says so and leads back to the list',
    async (path) => {
      const { page } = await stage.open(path);
      await page.getByRole('heading', { name: 'There is no such film' }).waitFor();
      expect(await page.getByText('connecting').count()).toBe(0);
      await page.getByRole('link', { name: 'All films' }).click();
      await page.locator('.film-card').first().waitFor();
    },
  );

  test('a shot that is not in the film leads to the film', async () => {
    const { page } = await stage.open(`${film}/shots/nowhere`);
    await page.getByText('There is no shot nowhere in this film.').waitFor();
    await page.waitForURL((url) => url.pathname === film);
  });
});

describe('the policy of the page', () => {
  test('stops a script that found its way in', async () => {
    const { page, troubles } = await stage.open('/');
    await page.locator('.film-card').first().waitFor();
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
    });
    expect(await page.title()).not.toBe('owned');
    expect(troubles.join()).toMatch(/Content Security Policy/u);
  });
});

describe('without a mouse', () => {
  test('a film is found, looked through, played and shot again', async () => {
    const { page } = await stage.open('/');
    await page.locator('.film-card').first().waitFor();
    await tabTo(page, 'link', /^<img/u);
    await page.keyboard.press('Enter');
    await page.locator('.board .shot').first().waitFor();

    // One stop for the whole board; the arrows go on.
    await tabTo(page, 'button', /^Shot a1/u);
    await page.keyboard.press('ArrowRight');
    expect(await focusedName(page)).toMatch(/^Shot a2/u);
    await page.keyboard.press('End');
    expect(await focusedName(page)).toMatch(/^Shot a4/u);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('p');
    await waitForFrame(page, 50);

    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // The focus stays inside, and returns.
    for (let count = 0; count < 40; count += 1) {
      await page.keyboard.press('Tab');
      expect(
        await page.evaluate(
          () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
        ),
      ).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focusedName(page)).toMatch(/^Shot a2/u);
  });

  test('the player does what its keys say', async () => {
    const { page } = await stage.open(film);
    const timeline = page.getByRole('slider', { name: 'Timeline' });
    await timeline.focus();
    await page.keyboard.press(']');
    expect(await frameOf(page)).toBe(48);
    await page.keyboard.press('ArrowLeft');
    expect(await frameOf(page)).toBe(47);
    await page.keyboard.press('Shift+ArrowRight');
    expect(await frameOf(page)).toBe(57);
    expect(await timeline.getAttribute('aria-valuetext')).toContain('shot a2');
    await page.keyboard.press('l');
    // Over the cut into the shot that failed, whose keyframe stands for it, and on into the next one.
    await page.locator('.still .slate').getByText('a3', { exact: true }).waitFor();
    await page.locator('.still .slate').getByText('failed').waitFor();
    await waitForFrame(page, 150);
    await page.locator('.stage video.shown').waitFor();
    expect(await page.locator('.shot.current').getAttribute('data-shot')).toBe('a4');
    await page.keyboard.press('k');
    const stopped = await frameOf(page);
    await page.keyboard.press('j');
    await page.waitForFunction(
      (before) => Number(document.querySelector('.strip')?.getAttribute('aria-valuenow')) < before,
      stopped,
    );
    await page.keyboard.press('k');
  });
});

describe('six hundred shots', () => {
  test('are shown at once, and fetch only the pictures that are on the screen', async () => {
    const { page, troubles } = await stage.open('/');
    await page.locator('.film-card a', { hasText: 'Long' }).click();
    await page.locator('.board .shot').nth(599).waitFor({ state: 'attached' });
    expect(await page.locator('.board .shot').count()).toBe(600);
    const stops = await page.locator('.board .open[tabindex="0"]').count();
    expect(stops).toBe(1);
    expect(troubles).toEqual([]);
  });
});

async function waitForFrame(page: Opened['page'], frame: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => Number(document.querySelector('.strip')?.getAttribute('aria-valuenow')) > wanted,
    frame,
  );
}

type Opened = Awaited<ReturnType<Stage['open']>>;

async function focusedName(page: Opened['page']): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });
}

async function tabTo(page: Opened['page'], role: 'link' | 'button', name: RegExp): Promise<void> {
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press('Tab');
    const isRole = await page.evaluate(
      (tag) => document.activeElement?.tagName === tag,
      role === 'link' ? 'A' : 'BUTTON',
    );
    const words = (await focusedName(page)).replace(/^[\d.:s ]+|^no picture yet[\d.:s ]*/u, '').trim();
    if (isRole && name.test(words)) return;
  }
  throw new Error(`The Tab key does not come to a ${role} ${name.source}.`);
}
