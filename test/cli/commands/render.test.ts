import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runCli } from '../memory-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SMALL = `longtake: 1
title: Small
size: 160x90
characters: {mara: {look: woman}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 12f, action: Mara waits.}
      - {id: b, duration: 12f, action: Mara goes.}
`;

async function storyboard(text = SMALL): Promise<string> {
  const file = join(await temporaryFolder(), 'film.yaml');
  await writeFile(file, text);
  return file;
}

function jsonLines(text: string): readonly Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** No key of anybody's: nothing is sent before somebody says yes. */
const WITH_KEY = { environment: { PATH: process.env['PATH'], FAL_KEY: 'not:a-key' } };

describe('render', () => {
  test('makes the film, then finds nothing to do', async () => {
    const file = await storyboard();
    const first = await runCli(['render', file]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('2/2');
    expect(first.out).toContain('film complete');
    expect(await stat(join(file, '..', 'film.mp4'))).toMatchObject({ size: expect.any(Number) });
    const second = await runCli(['render', file]);
    expect(second).toMatchObject({ code: 0, err: '' });
    expect(second.out).toContain('nothing was made');
    const status = JSON.parse((await runCli(['status', '--json', file])).out);
    expect(status).toMatchObject({ name: 'film', latest: { state: 'done', film: { frames: 24 } } });
    expect((await runCli(['status'], { cwd: join(file, '..') })).out).toContain('film  complete');
  });

  test('with --json prints an event per line and ends with the result', async () => {
    const lines = jsonLines((await runCli(['render', '--json', await storyboard()])).out);
    expect(lines[0]).toMatchObject({ type: 'render.started', title: 'Small' });
    expect(lines.filter((line) => line['type'] === 'result')).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({ type: 'result', status: 'done', film: { frames: 24 } });
  });

  test('a failed shot does not stop the other, ends with 2 and leaves a partial film', async () => {
    const file = await storyboard();
    const { code, out } = await runCli(['render', file, '--model', 'animatic?fail=moderation&on=b']);
    expect(code).toBe(2);
    expect(out).toContain('film not complete');
    expect(out).toMatch(/✗ b +moderation/u);
    expect(out).toContain('film.partial.mp4');
    await expect(stat(join(file, '..', 'film.mp4'))).rejects.toThrow(/ENOENT/u);
  });

  test('the command that goes on with it can be pasted into a shell, whatever the film is called', async () => {
    const file = join(await temporaryFolder(), `it's 100% "odd": \u{1F3AC} \u05E9\u05DC\u05D5\u05DD.yaml`);
    await writeFile(file, SMALL);
    const { out } = await runCli(['render', file, '--model', 'animatic?fail=moderation', '-o', `${file}.mp4`]);
    const again = /(?<=: )longtake render .*$/mu.exec(out)?.[0] ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', `printf '%s\\n' ${again}`]);
    expect(stdout.trimEnd().split('\n')).toEqual([
      'longtake',
      'render',
      file,
      `--out=${file}.mp4`,
      '--model',
      'animatic?fail=moderation',
    ]);
  });

  test('Ctrl-C stops it with 130, and the same command goes on', async () => {
    const file = await storyboard();
    const stopped = await runCli(['render', '--json', file], {
      onOutput: (text, interrupt) => {
        if (text.includes('task.changed')) interrupt();
      },
    });
    expect(stopped.code).toBe(130);
    expect(jsonLines(stopped.out).at(-1)).toMatchObject({ type: 'result', status: 'cancelled' });
    expect((await runCli(['render', file])).code).toBe(0);
  });

  test('a model that is none is refused in the words of a storyboard', async () => {
    const { code, err } = await runCli(['render', await storyboard(), '--model', 'fal/kling']);
    expect(code).toBe(1);
    expect(err).toContain('--model');
    expect(err).toContain('fal:kling');
    const unknown = await runCli(['render', await storyboard(), '--model', 'fal:kling-v9']);
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toBe(
      'longtake: --model: fal:kling-v9 is not a video model that longtake knows. Did you mean fal:kling-v3-pro? `longtake models` lists them.\n',
    );
  });

  test('paid work without a terminal wants --yes and says what it would cost', async () => {
    const file = await storyboard(`${SMALL}models: {video: fal:kling-v3-pro}\n`);
    const { code, out } = await runCli(['render', '--json', file], WITH_KEY);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'confirmation_needed' } });
  });

  test('paid work without a key ends with 3 before anybody is asked', async () => {
    const file = await storyboard(`${SMALL}models: {video: fal:kling-v3-pro}
`);
    const { code, err } = await runCli(['render', '--yes', file]);
    expect(code).toBe(3);
    expect(err).toContain('FAL_KEY');
  });

  test('work of unknown price asks as well, and a plan with a budget says what would be refused', async () => {
    const text = `${SMALL}models: {image: fal:flux-2}\n`;
    const { code, err } = await runCli(['render', await storyboard(text)], WITH_KEY);
    expect(code).toBe(1);
    expect(err).toMatch(/2 shots, 2 unknown prices: go\?/u);
    const free = await runCli(['plan', await storyboard(text)]);
    expect(free.out).toContain('price unknown');
    expect(free.out).not.toContain('nothing of unknown price is sent');
    const tight = await runCli(['plan', await storyboard(`${text}budget: 3 USD\n`)]);
    expect(tight.out).toMatch(/with a budget nothing of unknown price is sent: a: keyframe, b: keyframe\./u);
  });

  test('without ffmpeg it ends with 3 and says how to get one', async () => {
    const { code, err } = await runCli(['render', await storyboard()], {
      environment: { FFMPEG_PATH: '/nowhere/ffmpeg' },
    });
    expect(code).toBe(3);
    expect(err).toContain('FFMPEG_PATH');
  });
});
