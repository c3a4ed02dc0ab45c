import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KEY, openPaidFilm, type PaidFilm } from './paid-film.ts';

/** Takes of three and four seconds at $0.112 a second, and a keyframe at $0.04. */
const PRICE = 336_000 + 448_000 + 40_000;

/** Twice as large as the pictures of the vendor. */
const MOVING = `longtake: 1
size: 320x180
models: {video: "fal:wan-ati", image: "fal:nano-banana"}
characters:
  mara: {look: woman about 60}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 4s, action: Mara walks., motion: [{region: [0, 0, 0.5, 0.5], path: [[1, 1]]}]}
`;

/** What was recorded is what was charged, and no submission was charged twice. */
function expectHonest(film: PaidFilm): void {
  const spent = film.attempts().reduce((sum, row) => sum + Number(row['cost_micros'] ?? 0), 0);
  expect(spent).toBe(film.charged());
  const whats = film.vendor.charges().map(({ what }) => what);
  expect(new Set(whats).size).toBe(whats.length);
}

describe('a film of hosted models', () => {
  test('is planned with its prices, asked for, shot, and costs what the vendor charged', async () => {
    const film = await openPaidFilm();
    const plan = await film.cli(['plan']);
    expect(plan.out).toContain('about $0.82 of a budget of $5.00');
    expect(plan.out).toContain('not sent: the seed: fal:kling-v3-pro takes none (a, b).');
    const asked = await film.cli(['render'], { environment: { FAL_KEY: KEY, LONGTAKE_FAL_URL: film.vendor.url } });
    expect([asked.code, asked.err]).toEqual([1, expect.stringContaining('2 shots, about $0.82')]);
    expect(film.vendor.charges()).toEqual([]);

    const made = await film.render();
    expect([made.code, made.err]).toEqual([0, '']);
    expect(existsSync(join(film.folder, 'film.mp4'))).toBe(true);
    expect(film.charged()).toBe(PRICE);
    expectHonest(film);

    const again = await film.render();
    expect([again.code, film.charged()]).toEqual([0, PRICE]);
    expect((await film.cli(['status'])).out).toContain('$0.82');
    const costs = await film.cli(['status', '--costs']);
    expect(costs.out).toMatch(/^ {2}a +2 +\$0\.38$/mu);
    expect(costs.out).toMatch(/^ {2}fal:nano-banana +1 +\$0\.04$/mu);
    expect(costs.out).toMatch(/^ {2}total +3 +\$0\.82$/mu);
    expect(JSON.parse((await film.cli(['status', '--costs', '--json'])).out)).toMatchObject({
      total: { submissions: 3, spentMicros: PRICE, reservedMicros: 0, uncertainMicros: 0 },
    });
  });

  test('moves what is in the keyframe, whose pixels are not those of the film', async () => {
    const film = await openPaidFilm(MOVING);
    expect((await film.render()).code).toBe(0);
    const sent = (await film.vendor.asked()).find(({ path }) => path.endsWith('/wan-ati'));
    const body = sent?.json as { readonly track: readonly (readonly unknown[])[] } | undefined;
    const track = body?.track[0];
    expect([track?.at(0), track?.at(-1)]).toEqual([
      { x: 40, y: 22.5 },
      { x: 160, y: 90 },
    ]);
  });

  test('keeps its key to itself: not in the database, the events, the errors or the report', async () => {
    const film = await openPaidFilm();
    await film.vendor.faults({ fault: 'leaky', on: 'nano-banana' });
    const refused = await film.render('--json');
    expect(refused.code).toBe(2);
    expect(refused.out).toContain('[FAL_KEY]');
    const made = await film.render();
    const report = await film.cli(['report', '-o', join(film.folder, 'report.html')]);
    const all = [await film.everything(), refused.out, refused.err, made.out, made.err, report.out, report.err].join(
      '\n',
    );
    for (const part of [KEY, ...KEY.split(':'), 'secret-3333']) expect(all).not.toContain(part);
  });

  test('is refused before anything is asked or sent where the key is missing', async () => {
    const film = await openPaidFilm();
    const environment = { PATH: process.env['PATH'] };
    const refused = await film.cli(['render', '--yes'], { environment });
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('FAL_KEY is not set')]);
    expect((await film.cli(['plan'], { environment })).out).toContain('FAL_KEY is not set: `render` cannot shoot');
    expect(await film.vendor.asked()).toEqual([]);
  });
});

describe('through the command line', () => {
  /** What goes wrong with the first take, the exit code, what is said, and how often was charged in the end. */
  test.each([
    ['rate_limited_wait', 0, 'film.mp4', 3],
    ['busy_free', 0, 'film.mp4', 3],
    ['reset_after', 0, 'film.mp4', 3],
    ['error_after', 0, 'film.mp4', 3],
    ['truncated', 0, 'film.mp4', 3],
    ['html', 0, 'film.mp4', 3],
    ['late_listed', 0, 'film.mp4', 3],
    ['poll_errors', 0, 'film.mp4', 3],
    ['backwards', 0, 'film.mp4', 3],
    ['expired', 0, 'film.mp4', 3],
    ['file_html', 0, 'film.mp4', 3],
    ['no_credit', 2, 'Add credit there', 1],
    ['unauthorized', 2, 'Check FAL_KEY', 1],
    ['moderated', 2, 'refuses the shot for its content', 2],
    ['failed_charged', 2, 'the model failed', 2],
    ['failed_free', 2, 'the model failed', 1],
    ['lost', 2, 'longtake held', 2],
    ['corrupt', 2, 'neither a picture', 2],
    ['short', 2, 'the film needs 3.00 s', 2],
  ])('%s ends with %i, and says so', async (fault, code, says, charges) => {
    const film = await openPaidFilm();
    await film.vendor.faults({ fault, on: 'kling-video' });
    const made = await film.render();
    expect([made.code, `${made.out}${made.err}`]).toEqual([code, expect.stringContaining(says)]);
    expect(film.vendor.charges()).toHaveLength(charges);
    const open = film.attempts().filter((row) => row['status'] !== 'settled');
    expect(open.length).toBe(fault === 'lost' ? 1 : 0);
    if (fault !== 'lost') expectHonest(film);
  });
});
