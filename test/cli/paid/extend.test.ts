import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMedia } from '../../../src/media/create-media.ts';
import { findTools, requireTools } from '../../../src/media/find-tools.ts';
import { openPaidFilm, type PaidFilm } from './paid-film.ts';

const never = new AbortController().signal;

const filmOf = (model: string, seconds: readonly number[]): string => `longtake: 1
title: On and on
size: 160x90
fps: 24
models: {video: [${model}]}
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: ${seconds[0]}s, action: A tram comes round the corner.}
      - {id: b, start: extend, duration: ${seconds[1]}s, action: It goes on.}
      - {id: c, start: extend, duration: ${seconds[1]}s, action: And on.}
`;

async function takeOf(film: PaidFilm, task: string) {
  const db = new DatabaseSync(join(film.folder, '.longtake', 'longtake.db'), { readOnly: true });
  const row = db.prepare('select sha, facts from take where task = ?').get(task) as { sha: string; facts: string };
  db.close();
  const tools = requireTools(await findTools({ ffmpegPath: null, path: process.env['PATH'] ?? null }));
  const file = join(film.folder, '.longtake', 'blobs', row.sha.slice(0, 2), row.sha);
  return { ...JSON.parse(row.facts), measured: await createMedia(tools).inspect(file, never) };
}

test.each([
  ['fal:ltx-2-19b', [6, 6]],
  ['fal:veo3.1', [3, 6]],
] as const)(
  'a vendor that delivers footage and continuation as one film has no shot seen twice: %s',
  async (model, seconds) => {
    const film = await openPaidFilm(filmOf(model, seconds));
    const { code, out } = await film.render('--json');
    expect(code, out).toBe(0);
    const asked = model === 'fal:veo3.1' ? 7 : seconds[1];
    for (const task of ['take:b', 'take:c']) {
      const take = await takeOf(film, task);
      // What was sent ends where the film leaves the shot, with the frame that is there twice; one more does no harm.
      expect(take.footageMs / 1000, task).toBeCloseTo(task === 'take:b' ? seconds[0] : seconds[1] + 1 / 24, 1);
      expect(take.video.durationMs / 1000, task).toBeCloseTo(asked, 0);
      expect(take.measured.video.frames, task).toBe(take.video.frames);
      expect(take.gates.filter((gate: { readonly verdict: string }) => gate.verdict === 'failed')).toEqual([]);
    }
    expect((await film.render('--json')).out).toContain('"unchanged"');
    expect(film.vendor.charges()).toHaveLength(3);
  },
);

test('what begins with the continuation is left as it came', async () => {
  const film = await openPaidFilm(filmOf('fal:ltx-2.3', [6, 5]));
  const { code, out } = await film.render('--json');
  expect(code, out).toBe(0);
  const take = await takeOf(film, 'take:b');
  expect(take.footageMs).toBeUndefined();
  expect(take.video.durationMs).toBeCloseTo(6000, -2);
});

test('`plan` knows that it goes on in other lengths than it begins', async () => {
  const film = await openPaidFilm(filmOf('fal:veo3.1', [4, 8]));
  const { code, err, out } = await film.cli(['plan']);
  expect(code, out).toBe(1);
  expect(`${out}${err}`).toContain('makes at most 7s');
});
