import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findTools, requireTools } from '../../src/media/find-tools.ts';
import { EnvironmentError } from '../../src/model/error.ts';
import { scratch, tools } from './support/tools.ts';

/** A program that answers as ffmpeg does. */
function fakeFfmpeg(folder: string, version: string, words: readonly string[]): string {
  const file = join(folder, 'ffmpeg');
  const listing = words.map((word) => ` V..... ${word}   words`).join('\n');
  writeFileSync(file, `#!/bin/sh\necho "ffmpeg version ${version} Copyright" >&2\ncat <<'END'\n${listing}\nEND\n`);
  chmodSync(file, 0o755);
  return file;
}

const EVERYTHING = [
  ...'libx264 mpeg4 aac png mjpeg bmp aformat apad aresample asetpts atrim bwdif concat crop fade format fps overlay pad pan'.split(
    ' ',
  ),
  ...'premultiply scale setparams setpts setsar settb split tpad trim xfade zscale tonemap'.split(' '),
];

describe('looking for ffmpeg', () => {
  test('takes the given one and no other', async () => {
    const folder = scratch();
    const ffmpegPath = fakeFfmpeg(folder, '6.1', EVERYTHING);
    const found = await findTools({ ffmpegPath, path: '/usr/bin' });
    expect(found.tools).toEqual({ ffmpegPath, version: '6.1', hasZscale: true });
    expect(found.candidates).toEqual([
      { source: 'given', path: ffmpegPath, version: '6.1', lacks: [], limits: [], isChosen: true },
    ]);
  });

  test('a given one that is wrong is an error that says so, not a reason to take another', async () => {
    const found = await findTools({ ffmpegPath: '/nowhere/ffmpeg', path: '/usr/bin' });
    expect(found.tools).toBeNull();
    expect(() => requireTools(found)).toThrow(EnvironmentError);
    expect(() => requireTools(found)).toThrow(/\/nowhere\/ffmpeg does not run.*FFMPEG_PATH/);
  });

  test.for([
    ['5.0.1', EVERYTHING, ['ffmpeg 5.1 or later']],
    ['4.4.2-0ubuntu', EVERYTHING, ['ffmpeg 5.1 or later']],
    ['7.1', EVERYTHING.filter((word) => word !== 'libx264'), ['encoder libx264']],
    ['7.1', EVERYTHING.filter((word) => word !== 'xfade'), ['filter xfade']],
  ] as const)('%s without what is needed is refused, and what it lacks is named', async ([version, words, lacks]) => {
    const ffmpegPath = fakeFfmpeg(scratch(), version, words);
    const { tools: none, candidates } = await findTools({ ffmpegPath, path: null });
    expect(none).toBeNull();
    expect(candidates[0]).toMatchObject({ version, lacks, isChosen: false });
  });

  test.for(['5.1.9-0+deb12u1', 'n7.0-7-gd38bf5e08e-20240407', '8.0', 'N-115000-gabcdef', '6.0-static'])(
    '%s is new enough',
    async (version) => {
      const ffmpegPath = fakeFfmpeg(scratch(), version, EVERYTHING);
      expect((await findTools({ ffmpegPath, path: null })).tools).toMatchObject({ version });
    },
  );

  test('one without zscale will do, and its limit is told', async () => {
    const ffmpegPath = fakeFfmpeg(
      scratch(),
      '7.1',
      EVERYTHING.filter((word) => word !== 'zscale'),
    );
    const found = await findTools({ ffmpegPath, path: null });
    expect(found.tools).toMatchObject({ hasZscale: false });
    expect(found.candidates[0]?.limits).toHaveLength(1);
  });

  test("the system's comes from PATH, and one that is too old is passed over", async () => {
    const [old, good] = [scratch(), scratch()];
    fakeFfmpeg(old, '4.0', EVERYTHING);
    fakeFfmpeg(good, '6.0', EVERYTHING);
    const passed = await findTools({ ffmpegPath: null, path: `/nowhere::${old}` });
    expect(passed.candidates.find(({ source }) => source === 'system')).toMatchObject({
      isChosen: false,
      version: '4.0',
    });
    const found = await findTools({ ffmpegPath: null, path: `/nowhere:${good}` });
    const system = found.candidates.find(({ source }) => source === 'system');
    if (found.tools?.ffmpegPath.startsWith(good) === true) expect(system).toMatchObject({ isChosen: true });
  });

  test('what the tests run on is real', () => {
    expect(tools.version).not.toBe('');
  });

  test('nothing found is an error with one command', () => {
    expect(() => requireTools({ tools: null, candidates: [] })).toThrow(/install ffmpeg/);
  });
});
