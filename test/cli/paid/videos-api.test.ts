import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openOwnFilm } from './own-server.ts';

const FILM = `longtake: 1
title: The Wait
size: 160x90
fps: 24
budget: 1 USD
models: {video: [videos-api:wan]}
scenes:
  - id: s1
    shots:
      - {id: a, duration: 1s, action: Mara waits by the window.}
      - {id: b, duration: 1s, start: continue, action: She turns round.}
`;
const open = (price: object) =>
  openOwnFilm({
    server: 'videos-api',
    film: FILM,
    files: {
      'models.json': JSON.stringify({
        version: 1,
        models: [
          {
            id: 'videos-api:wan',
            dialect: 'openai',
            modes: ['text', 'image'],
            lengths: { kind: 'steps', ms: [1000, 4000] },
            price,
          },
        ],
      }),
    },
    environment: (url, folder) => ({
      LONGTAKE_VIDEOS_API_URL: `${url}/v1`,
      VIDEOS_API_KEY: 'sk-1',
      LONGTAKE_MODELS: join(folder, 'models.json'),
    }),
  });
const PRICED = { kind: 'per_second', micros: 50_000 };

describe('a film of a server of videos', () => {
  test('costs what the server charged', async () => {
    const film = await open(PRICED);
    const made = await film.cli('render', '--yes');
    expect([made.code, made.err]).toEqual([0, '']);
    expect(existsSync(join(film.folder, 'film.mp4'))).toBe(true);
    const charged = film.vendor.charges().reduce((sum, { chargedMicros }) => sum + chargedMicros, 0);
    const spent = film.attempts().reduce((sum, row) => sum + Number(row['cost_micros'] ?? 0), 0);
    expect([charged, spent]).toEqual([250_000, 250_000]);
  });

  test('holds what may be paid and cannot be asked for', async () => {
    const film = await open(PRICED);
    await film.vendor.faults({ fault: 'reset_after' });
    const made = await film.cli('render', '--yes');
    expect([made.code, `${made.out}${made.err}`]).toEqual([2, expect.stringContaining('longtake held')]);
    await film.cli('render', '--yes');
    expect(film.vendor.charges()).toHaveLength(1);
  });

  test('sends again where nothing is paid', async () => {
    const film = await open({ kind: 'free' });
    await film.vendor.faults({ fault: 'reset_after' });
    expect((await film.cli('render')).code).toBe(0);
    expect(film.vendor.charges()).toHaveLength(3);
  });
});
