import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../memory-io.ts';
import { openPaidFilm, type PaidFilm } from './paid-film.ts';

const FILM = `longtake: 1
title: The Wait
size: 160x90
budget: 5 USD
models: {video: auto}
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: 3s, action: Mara waits by the window.}
`;

const MOVED = FILM.replace('video: auto', 'video: fal:wan-ati, image: animatic').replace(
  '{id: a, start: text, duration: 3s, action: Mara waits by the window.}',
  '{id: a, start: keyframe, duration: 5s, action: A leaf falls., motion: [{region: [0.4, 0.1, 0.1, 0.1], path: [[0.5, 0.9]]}]}',
);

async function refresh({ environment, folder }: PaidFilm): Promise<PaidFilm['cli']> {
  const known = { PATH: process.env['PATH'], ...environment, LONGTAKE_PRICES: join(folder, 'prices.json') };
  expect(await runCli(['models', '--refresh'], { environment: known })).toMatchObject({ code: 0, err: '' });
  return ([name = '', ...rest]) => runCli([name, join(folder, 'film.yaml'), ...rest], { environment: known });
}
const modelOf = (plan: string): unknown => JSON.parse(plan).shots[0].ladder[0].model;

test('a film that `auto` made is not paid again when the list of prices has a cheaper model', async () => {
  const film = await openPaidFilm(FILM);
  expect(await film.render()).toMatchObject({ code: 0, err: '' });
  const paid = film.charged();
  expect(film.vendor.charges()).toHaveLength(1);
  const before = (await film.cli(['plan', '--json'])).out;

  const cli = await refresh(film);
  const plan = (await cli(['plan', '--json'])).out;
  expect(modelOf(plan)).not.toBe(modelOf(before));
  expect(JSON.parse(plan).outlook).toMatchObject({ costMicros: 0, tasks: [{ verdict: 'reuse' }] });
  expect(await cli(['render', '--yes'])).toMatchObject({ code: 0, err: '' });
  expect(film.charged()).toBe(paid);
});

test('what was on its way when prices changed is brought in, and nothing is bought beside it', async () => {
  const film = await openPaidFilm(FILM);
  await film.vendor.faults({ fault: 'stuck' });
  const stopped = await film.cli(['render', '--yes', '--json'], {
    environment: { PATH: process.env['PATH'], ...film.environment },
    onOutput: (text, interrupt) => {
      if (text.includes('polling')) interrupt();
    },
  });
  expect([stopped.code, film.vendor.charges().length]).toEqual([130, 1]);
  await film.vendor.mend();

  const cli = await refresh(film);
  expect(await cli(['render', '--yes'])).toMatchObject({ code: 0, err: '' });
  expect(film.vendor.charges()).toHaveLength(1);
  expect(film.attempts()).toHaveLength(1);
});

test('a model whose price was unknown is shot with under a ceiling, and is reserved for what is charged', async () => {
  const film = await openPaidFilm(MOVED);
  const refused = await film.render();
  expect([refused.code, `${refused.out}${refused.err}`]).toEqual([2, expect.stringContaining('is not known')]);
  expect(film.vendor.charges()).toEqual([]);
  const cli = await refresh(film);
  const made = await cli(['render', '--yes']);
  expect([made.code, made.err]).toEqual([0, '']);
  expect(film.charged()).toBe(400_000);
  // The keyframe is drawn here.
  expect(film.attempts().map((row) => [row['reserved_micros'], row['cost_micros']])).toEqual([
    [0, 0],
    [400_000, 400_000],
  ]);
});
