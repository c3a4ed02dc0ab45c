import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLongtake, readConfig, type RenderEvent } from '../../src/index.ts';
import { createMedia } from '../../src/media/create-media.ts';
import { findTools, requireTools } from '../../src/media/find-tools.ts';

/** Every worked storyboard becomes a film, small, in a folder with a space in its name. They are documentation: they must work. */
const source = join(import.meta.dirname, '..', '..', 'storyboards');
const config = readConfig();
const longtake = createLongtake(config);
const never = new AbortController().signal;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'long take '));
  await cp(source, folder, { recursive: true, filter: (path) => !path.endsWith('.longtake') });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const names = (await readdir(source)).filter((name) => /^\d\d-.*\.yaml$/u.test(name)).toSorted();

test('there are at least seven, and one is a long film', async () => {
  expect(names.length).toBeGreaterThanOrEqual(7);
  const { plan } = await longtake.open(join(source, '09-the-last-keeper.yaml'));
  expect(plan?.shots).toHaveLength(60);
  expect(new Set(plan?.shots.flatMap((shot) => shot.picture.place?.id ?? [])).size).toBe(3);
  expect(new Set(plan?.shots.flatMap((shot) => shot.picture.figures.map((figure) => figure.id))).size).toBe(4);
});

describe.each(names)('%s', (name) => {
  test('has no mistakes and no warnings', async () => {
    const { problems } = await longtake.open(join(source, name));
    expect(problems.map((problem) => `${problem.line}: ${problem.message}`)).toEqual([]);
  });

  test(
    'becomes a film of exactly the planned frames, whole and with nothing left to do',
    { timeout: 600_000 },
    async () => {
      const file = await shrink(join(folder, name));
      const opened = await longtake.open(file, { preview: name.includes('paid') });
      const { plan } = opened;
      if (plan === null) throw new Error(`${name} has no plan`);
      const engine = longtake.engine(opened);
      const render = (events: RenderEvent[]) =>
        engine.render(plan, {
          out: null,
          maxCostMicros: null,
          onEvent: (event) => events.push(event),
          stop: never,
          kill: never,
        });

      const events: RenderEvent[] = [];
      const result = await render(events);
      expect(result.failures).toEqual([]);
      expect(result).toMatchObject({
        status: 'done',
        spentMicros: 0,
        film: { frames: plan.film.frames, isPartial: false },
        check: { ok: true, findings: [] },
      });
      for (const path of [result.poster, result.sheet]) expect((await stat(path ?? '')).size).toBeGreaterThan(1000);

      // The film was put together by copying packets; here it is decoded whole.
      const media = createMedia(requireTools(await findTools(config)));
      const expected = { house: { size: plan.film.size, fps: plan.film.fps }, frames: plan.film.frames };
      expect(await media.check(result.film?.path ?? '', expected, { decode: true }, never)).toMatchObject({
        ok: true,
        findings: [],
      });

      const again: RenderEvent[] = [];
      expect((await render(again)).status).toBe('unchanged');
      expect(again.filter((event) => event.type === 'task.changed')).toEqual([]);
    },
  );
});

/** The same storyboard at 320x180 (or upright). */
async function shrink(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const size = /^size: 720x1280$/mu.test(text) ? '180x320' : '320x180';
  const rest = text.replace(/^size: .*\n/mu, '');
  await writeFile(file, rest.replace(/^longtake: 1$/mu, `longtake: 1\nsize: ${size}`));
  return file;
}
