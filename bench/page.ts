import type { Page } from 'playwright-core';
import { openStage, type Stage } from '../test/web/browser/support/stage.ts';
import { smallFilm } from '../test/web/browser/support/storyboards.ts';

/**
 * `npm run bench -- page`: what a browser fetches of the page, and when a person sees something, in a new browser context
 * each time, from a server that has served it before (the first visit after a start bundles it: about 100 ms more).
 */
const RUNS = 5;
const FIRST_LOAD_BYTES = 150_000;

type Visit = {
  readonly firstPaintMs: number;
  /** When the largest picture or text of the first screen stood there. */
  readonly meaningfulPaintMs: number;
  readonly pageBytes: number;
  readonly answerBytes: number;
  readonly mediaBytes: number;
};

await using stage = await openStage();
const film = await makeFilm(stage);
const rows = [];
for (const [name, path, selector] of [
  ['list', '/', '.film-card'],
  ['film', `/r/${film}`, '.board .shot'],
  ['storyboard', `/r/${film}/storyboard`, '.cm-content'],
] as const) {
  const visits: Visit[] = [];
  for (let run = 0; run < RUNS; run += 1) visits.push(await visit(stage, path, selector));
  rows.push({
    view: name,
    'first paint ms': middle(visits.map(({ firstPaintMs }) => firstPaintMs)),
    'meaningful paint ms': middle(visits.map(({ meaningfulPaintMs }) => meaningfulPaintMs)),
    'page kB': kilo(middle(visits.map(({ pageBytes }) => pageBytes))),
    'answers kB': kilo(middle(visits.map(({ answerBytes }) => answerBytes))),
    'media kB': kilo(middle(visits.map(({ mediaBytes }) => mediaBytes))),
  });
}
console.table(rows);
const most = Math.max(...rows.map((row) => row['page kB'])) * 1000;
console.log(
  `at most ${kilo(most)} kB of page, compressed, without media (${most < FIRST_LOAD_BYTES ? 'under' : 'OVER'} ${kilo(FIRST_LOAD_BYTES)} kB)`,
);

/** A film of eight shots, made; its id. */
async function makeFilm({ server }: Stage): Promise<string> {
  const made = await fetch(new URL('/v1/renders', server.url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ storyboard: smallFilm({ shots: 8 }) }),
  });
  const { id } = (await made.json()) as { readonly id: string };
  for (;;) {
    const answer = await fetch(new URL(`/v1/renders/${id}`, server.url));
    const { state } = (await answer.json()) as { readonly state: string };
    if (state === 'done') return id;
    if (state === 'incomplete') throw new Error('The film of the benchmark could not be made.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function visit({ open }: Stage, path: string, selector: string): Promise<Visit> {
  const { page } = await open('about:blank');
  const read = await countBytes(page);
  await page.goto(new URL(path, stage.server.url).href);
  await page.locator(selector).first().waitFor();
  await page.waitForLoadState('load');
  const times = await page.evaluate<readonly [number, number]>(`new Promise((resolve) => {
    const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
    new PerformanceObserver((list) => resolve([first, list.getEntries().at(-1)?.startTime ?? first]))
      .observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
  const bytes = read();
  await page.context().close();
  return { firstPaintMs: times[0], meaningfulPaintMs: times[1], ...bytes };
}

/** Counts what went over the wire, headers included. */
async function countBytes(page: Page): Promise<() => Pick<Visit, 'pageBytes' | 'answerBytes' | 'mediaBytes'>> {
  const session = await page.context().newCDPSession(page);
  const kinds = new Map<string, string>();
  const counted = { pageBytes: 0, answerBytes: 0, mediaBytes: 0 };
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? '';
    if (['Document', 'Script', 'Stylesheet'].includes(kind)) counted.pageBytes += encodedDataLength;
    else if (['Image', 'Media'].includes(kind)) counted.mediaBytes += encodedDataLength;
    else counted.answerBytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return () => counted;
}

function middle(values: readonly number[]): number {
  return Math.round(values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0);
}

function kilo(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}
