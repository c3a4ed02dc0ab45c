import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findTools, requireTools } from '../../../src/media/find-tools.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { runCli } from '../memory-io.ts';

const FILM = `longtake: 1
title: The Wait
size: 160x90
fps: 24
models: {video: [command:mine]}
scenes:
  - id: s1
    shots:
      - {id: a, duration: 1s, action: Mara waits by the window.}
      - {id: b, duration: 1s, start: continue, action: She turns round.}
`;
const PROGRAM = `
import { appendFileSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
const { lengthMs, files, output } = JSON.parse(readFileSync(0, 'utf8'));
appendFileSync('runs.txt', 'run\\n');
const seconds = String(lengthMs / 1000);
const from = files.start === undefined
  ? ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=24:duration=' + seconds]
  : ['-loop', '1', '-framerate', '24', '-t', seconds, '-i', files.start];
const pan = "scale=320:180,crop=160:90:x='(iw-ow)*t/8':y=0";
const made = spawnSync(process.argv[2], ['-v', 'error', '-y', ...from, '-vf', files.start === undefined ? 'null' : pan, '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', output]);
console.log(JSON.stringify({ costMicros: 30000 }));
process.exit(made.status);
`;

test('a film of a program of one’s own is made, each shot by one run, at the cost that it says', async () => {
  const folder = await temporaryFolder();
  const { ffmpegPath } = requireTools(
    await findTools({ ffmpegPath: process.env['FFMPEG_PATH'] ?? null, path: process.env['PATH'] ?? null }),
  );
  const models = {
    version: 1,
    models: [
      {
        id: 'command:mine',
        modes: ['text', 'image'],
        lengths: { kind: 'steps', ms: [1000, 2000] },
        price: { kind: 'per_take', micros: 50_000 },
        program: process.execPath,
        arguments: ['program.mjs', ffmpegPath],
      },
    ],
  };
  const file = join(folder, 'film.yaml');
  await writeFile(file, FILM);
  await writeFile(join(folder, 'program.mjs'), PROGRAM);
  await writeFile(join(folder, 'models.json'), JSON.stringify(models));
  const environment = { PATH: process.env['PATH'], LONGTAKE_MODELS: join(folder, 'models.json') };
  const made = await runCli(['render', file, '--yes'], { environment });
  expect([made.code, made.err]).toEqual([0, '']);
  expect(existsSync(join(folder, 'film.mp4'))).toBe(true);
  expect(await readFile(join(folder, 'runs.txt'), 'utf8')).toBe('run\nrun\n');
  expect((await runCli(['status', file], { environment })).out).toContain('$0.06');
});
