import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pasteFilm, waitForPlan, waitForState } from './support/film.ts';
import { openPaidStage, spentOf, toDollars, type Book, type PaidStage } from './support/paid.ts';

let stage: PaidStage;
beforeAll(async () => {
  stage = await openPaidStage();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** A keyframe, a take that starts from it, one that goes on, and one of words alone. */
const HOSTED = `longtake: 1
title: The Wait
size: 160x90
fps: 24
budget: 5 USD
models: {video: [fal:kling-v3-pro], image: fal:nano-banana}
characters:
  mara: {look: woman about 60}
scenes:
  - id: s1
    heading: INT. ROOM - DAY
    shots:
      - {id: a, with: [mara], start: keyframe, duration: 3s, action: Mara waits by the window.}
      - {id: b, duration: 3s, start: continue, action: She turns round.}
  - id: s2
    heading: EXT. DOOR - NIGHT
    shots:
      - {id: c, duration: 3s, start: text, action: A door opens.}
`;
/** Each shot costs five cents. */
const ownFilm = (title: string, second = 'start: text'): string => `longtake: 1
title: ${title}
size: 160x90
fps: 24
models: {video: [videos-api:wan]}
scenes:
  - id: s1
    shots:
      - {id: a, duration: 1s, start: text, action: Mara waits.}
      - {id: b, duration: 1s, ${second}, action: She turns round.}
`;

describe('a film that costs money', () => {
  test('says what it will cost, asks, and costs what the vendor wrote down', async () => {
    const book = await stage.beginBook();
    const { page, troubles } = await stage.open('/');
    await pasteFilm(page, HOSTED);
    await waitForPlan(page, /^3 shots will be made, about \$\d+\.\d\d$/u);
    const headline =
      (await page.getByRole('region', { name: 'Plan' }).getByRole('heading').first().textContent()) ?? '';
    const promised = /\$\d+\.\d\d/u.exec(headline)?.[0] ?? '';

    // As the film plays, by scene.
    const plan = page.getByRole('region', { name: 'Plan' });
    expect(await plan.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
      'INT. ROOM - DAY',
      'EXT. DOOR - NIGHT',
    ]);
    expect(await plan.locator('.diff-scene .id').allTextContents()).toEqual(['a', 'b', 'c']);
    await plan.getByText('Its budget is $5.00.').waitFor();

    // A no is a no: nothing is kept, nothing is sent.
    await page.getByRole('button', { name: 'Make the film' }).click();
    const dialog = page.getByRole('dialog', { name: 'This costs money' });
    await dialog.getByText(`3 shots, about ${promised}`).waitFor();
    await dialog.getByRole('button', { name: 'Not now' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Make the film' }).click();
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(book.charges()).toEqual([]);
    expect(await listTitles()).not.toContain('The Wait');

    await page.getByRole('button', { name: 'Make the film' }).click();
    await dialog.getByRole('button', { name: `Go, for about ${promised}` }).click();
    await waitForState(page, 'done');
    expect(toDollars(book.chargedMicros())).toBe(promised);
    expect(await spentOf(page)).toBe(promised);
    await page.getByText('of a budget of $5.00').waitFor();
    expectOneChargeEach(book, 4);
    expect(troubles).toEqual([]);
  });

  test('stays under the ceiling that was set when it was asked, until somebody raises it', async () => {
    const book = await stage.beginBook();
    const { page } = await stage.open('/');
    await pasteFilm(page, ownFilm('Under a ceiling'));
    await page.getByRole('button', { name: 'Make the film' }).click();
    const dialog = page.getByRole('dialog', { name: 'This costs money' });
    await dialog.getByLabel('Spend at most, in dollars').fill('0.07');
    await dialog.getByText('less than the price').waitFor();
    await dialog.getByRole('button', { name: 'Go, for at most $0.07' }).click();
    await waitForState(page, 'incomplete');
    expect(book.chargedMicros()).toBe(50_000);
    expect(await spentOf(page)).toBe('$0.05');
    await page.locator('.troubles summary').click();
    await page.locator('.troubles').getByText('budget', { exact: true }).waitFor();

    await page.locator('.film-head').getByRole('button', { name: 'Try again' }).click();
    expect(await dialog.getByLabel('Spend at most, in dollars').inputValue()).toBe('0.07');
    await dialog.getByLabel('Spend at most, in dollars').fill('1');
    await dialog.getByRole('button', { name: 'Go, for about $0.05' }).click();
    await waitForState(page, 'done');
    expectOneChargeEach(book, 2);
    expect(await spentOf(page)).toBe('$0.10');
  });

  test('is asked about again for a retake with other words; the shot that goes on from it may be accepted as it is', async () => {
    const book = await stage.beginBook();
    const { page, troubles } = await stage.open('/');
    await pasteFilm(page, ownFilm('Shot again', 'start: continue'));
    await make(page);
    await waitForState(page, 'done');
    const before = book.charges().length;

    await page.locator('[data-shot="a"] .open').click();
    const panel = page.getByRole('dialog', { name: 'Shot a' });
    await panel.getByLabel('What happens').fill('Mara laughs out loud.');
    await panel.getByRole('button', { name: 'Shoot again' }).click();
    const question = page.getByRole('dialog', { name: 'This costs money' });
    await question.getByText('1 shot, about $0.05').waitFor();
    expect(book.charges()).toHaveLength(before);
    await question.getByRole('button', { name: /^Go, for/u }).click();
    await panel.locator('.take', { hasText: 'Take 2' }).getByText('in the film').waitFor();
    await waitForState(page, 'done');
    expectOneChargeEach(book, before + 1);
    expect(JSON.stringify(book.charges().at(-1)?.input)).toContain('Mara laughs out loud.');
    expect(await spentOf(page)).toBe(toDollars(book.chargedMicros()));
    await page.keyboard.press('Escape');

    // Nothing of the other shot was bought; it is told that it starts from a frame that is gone.
    await page.locator('[data-shot="b"]').getByText('stale', { exact: true }).waitFor();
    await page.locator('[data-shot="b"] .open').click();
    const other = page.getByRole('dialog', { name: 'Shot b' });
    await other.getByText('Stale by upstream.').waitFor();
    await other.getByRole('button', { name: 'Accept it' }).click();
    await other.getByText('Stale by upstream.').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('[data-shot="b"]').getByText('stale', { exact: true }).waitFor({ state: 'detached' });
    expectOneChargeEach(book, before + 1);
    expect(troubles).toEqual([]);
  });
});

describe('a take whose answer was lost', () => {
  // A server of its own: what is in doubt keeps a slot at its provider for as long as it may be at work there.
  let own: PaidStage;
  beforeEach(async () => {
    own = await openPaidStage();
  });
  afterEach(async () => {
    await own[Symbol.asyncDispose]();
  });

  test('is adopted by the name of its job, and nothing more is paid', async () => {
    const book = await own.beginBook({ fault: 'reset_after' });
    const { page, dialog } = await openHeld(own, 'Adopted', book);
    await dialog.getByRole('radio', { name: /^Adopt it/u }).check();
    await dialog.getByText('Nothing more is paid.').waitFor();
    // The first that came is the one that the connection was lost after.
    await dialog.getByLabel(/^Its id on the pages/u).fill(book.charges()[0]?.job ?? '');
    await dialog.getByRole('button', { name: 'Adopt it' }).click();
    await goOn(page);
    await waitForState(page, 'done');
    expectOneChargeEach(book, 2);
    expect(await spentOf(page)).toBe('$0.10');
  });

  test('is sent once more on a word, is paid anew, and both are counted', async () => {
    const book = await own.beginBook({ fault: 'reset_after' });
    const { page, dialog } = await openHeld(own, 'Sent again', book);
    await dialog.getByRole('radio', { name: /^Send it again/u }).check();
    await dialog.getByText('If it is there after all, you pay twice.').waitFor();
    await dialog.getByRole('button', { name: 'Send it again, about $0.05' }).click();
    // What was said once is asked again where it is sent.
    await goOn(page);
    await page.getByRole('button', { name: 'Go, for about $0.05' }).click();
    await waitForState(page, 'done');
    expect(book.charges()).toHaveLength(3);
    expect(await spentOf(page)).toBe(toDollars(book.chargedMicros()));
  });

  test('is given up, and shot anew after it was asked what that costs', async () => {
    const book = await own.beginBook({ fault: 'reset_after' });
    const { page, dialog } = await openHeld(own, 'Given up', book);
    await dialog.getByRole('radio', { name: /^Give it up/u }).check();
    await dialog.getByRole('button', { name: 'Give it up' }).click();
    await goOn(page);
    await page.getByRole('dialog', { name: 'This costs money' }).getByText('1 shot, about $0.05').waitFor();
    expect(book.charges()).toHaveLength(2);
    await page.getByRole('button', { name: /^Go, for/u }).click();
    await waitForState(page, 'done');
    expect(book.charges()).toHaveLength(3);
    expect(await spentOf(page)).toBe(toDollars(book.chargedMicros()));
  });
});

/** A film one of whose takes is held, and the dialog that tells of it. */
async function openHeld({ open }: PaidStage, title: string, book: Book) {
  const { page } = await open('/');
  await pasteFilm(page, ownFilm(title));
  await make(page);
  await waitForState(page, 'incomplete');
  expect(book.charges()).toHaveLength(2);
  await page.locator('.film-facts').getByText('$0.05 reserved').waitFor();
  await page.getByRole('button', { name: '1 held…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Held takes' });
  await dialog.getByText('$0.05 may have been charged').waitFor();
  return { page, dialog };
}

async function goOn(page: Page): Promise<void> {
  await page.getByRole('dialog').getByText('Nothing is held any more.').waitFor();
  await page.getByRole('button', { name: 'Go on with the film' }).click();
}

/** Says yes to the price. */
async function make(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make the film' }).click();
  await page.getByRole('button', { name: /^Go, for about/u }).click();
  await page.locator('.board .shot').first().waitFor();
}

function expectOneChargeEach(book: Book, count: number): void {
  const whats = book.charges().map(({ what }) => what);
  expect(new Set(whats).size).toBe(whats.length);
  expect(whats).toHaveLength(count);
}

async function listTitles(): Promise<readonly string[]> {
  const answer = await fetch(new URL('/v1/renders', stage.server.url));
  const { renders } = (await answer.json()) as { readonly renders: readonly { readonly title: string }[] };
  return renders.map(({ title }) => title);
}
