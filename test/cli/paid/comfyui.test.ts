import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../memory-io.ts';
import { openOwnFilm } from './own-server.ts';

const FILM = `longtake: 1
title: The Wait
size: 160x90
fps: 24
models: {video: [MODEL], image: animatic}
scenes:
  - id: s1
    shots:
      - {id: a, duration: 1s, start: keyframe, action: Mara waits by the window.}
      - {id: b, duration: 1s, start: continue, action: She turns round.}
`;
const open = (model: string, files: Readonly<Record<string, string>> = {}) =>
  openOwnFilm({
    server: 'comfyui',
    film: FILM.replace('MODEL', model),
    files,
    environment: (url, folder) => ({
      LONGTAKE_COMFYUI_URL: url,
      ...(Object.keys(files).length === 0 ? {} : { LONGTAKE_MODELS: join(folder, 'models.json') }),
    }),
  });

describe('a film of a ComfyUI of one’s own', () => {
  test.each(['undisturbed', 'reset_after', 'reset_before', 'truncated', 'restarted', 'poll_errors'])(
    'is shot for nothing, each shot once: %s',
    async (fault) => {
      const film = await open('comfyui:wan2.2-first-last');
      await film.vendor.faults({ fault, times: 1 });
      const made = await film.cli('render');
      expect([made.code, made.err]).toEqual([0, '']);
      expect(existsSync(join(film.folder, 'film.mp4'))).toBe(true);
      const charges = film.vendor.charges();
      expect(charges).toHaveLength(2);
      expect(new Set(charges.map(({ what }) => what)).size).toBe(2);
      const spent = film.attempts().reduce((sum, row) => sum + Number(row['cost_micros'] ?? 0), 0);
      expect(spent).toBe(0);
      expect(film.attempts().filter((row) => row['status'] !== 'settled')).toEqual([]);
    },
  );

  test('says which node is missing, and goes on when it is there', async () => {
    const film = await open('comfyui:wan2.2-first-last');
    await film.vendor.faults({ fault: 'missing', on: 'WanFirstLastFrameToVideo' });
    const refused = await film.cli('render');
    expect([refused.code, `${refused.out}${refused.err}`]).toEqual([
      2,
      expect.stringContaining('lacks a node of the workflow'),
    ]);
    expect((await film.cli('render')).code).toBe(0);
  });

  test('is shot with a workflow of one’s own, which `models` lists', async () => {
    const shipped = join(import.meta.dirname, '../../../src/providers/comfyui/workflows');
    const own = JSON.parse(await readFile(join(shipped, 'ltx-image.map.json'), 'utf8')) as object;
    const models = { version: 1, models: [{ id: 'comfyui:mine', modes: ['image'], workflow: 'mine.json', ...own }] };
    const film = await open('comfyui:mine', {
      'models.json': JSON.stringify(models),
      'mine.json': await readFile(join(shipped, 'ltx-image.json'), 'utf8'),
    });
    expect((await film.cli('render')).code).toBe(0);
    expect(film.vendor.charges().map(({ endpoint }) => endpoint.includes('LTXVImgToVideo'))).toEqual([true, true]);
    const environment = { PATH: process.env['PATH'], LONGTAKE_MODELS: join(film.folder, 'models.json') };
    expect((await runCli(['models', '--provider', 'comfyui'], { environment })).out).toContain('comfyui:mine');
  });

  test.each([
    ['{', 'cannot be read as JSON'],
    [
      JSON.stringify({
        version: 1,
        models: [{ id: 'comfyui:mine', workflow: 'mine.json', map: { prefix: '1.inputs.x' } }],
      }),
      '`prefix` is mapped to 1.inputs.x',
    ],
    [JSON.stringify({ version: 1, models: [{ id: 'fal:mine' }] }), 'fal:mine'],
  ])('says what is wrong with the file of one’s own models', async (text, says) => {
    const film = await open('comfyui:mine', {
      'models.json': text,
      'mine.json': '{"1": {"class_type": "SaveVideo", "inputs": {}}}',
    });
    const checked = await film.cli('plan');
    expect([checked.code, checked.err]).toEqual([1, expect.stringContaining(says)]);
  });

  test('cannot be shot where no address is set', async () => {
    const film = await openOwnFilm({
      server: 'comfyui',
      film: FILM.replace('MODEL', 'comfyui:svd-image'),
      environment: () => ({}),
    });
    const refused = await film.cli('render');
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('LONGTAKE_COMFYUI_URL is not set')]);
  });
});
