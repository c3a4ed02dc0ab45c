import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AssembleRequest } from '../../src/media/media.ts';
import { readCodes } from './support/coded-clip.ts';
import { numbersOf } from './support/conformed.ts';
import { type SmallFilm, makeSmallFilm } from './support/small-film.ts';
import { ffmpeg, media, scratch, signal } from './support/tools.ts';

const FPS = { num: 24, den: 1 };
const cutFilm = (folder: string): Promise<SmallFilm> => makeSmallFilm(folder, FPS, [{ kind: 'cut' }]);

/** The request with one of its pieces encoded otherwise. */
async function spoil(film: SmallFilm, index: number, encoding: readonly string[]): Promise<AssembleRequest> {
  const piece = film.request.pieces[index];
  if (piece === undefined) throw new Error('no such piece');
  const file = `${piece.file} it's.mp4`;
  await ffmpeg([['-i', piece.file, ...encoding, '-f', 'mp4', `file:${file}`]]);
  return { ...film.request, pieces: film.request.pieces.with(index, { ...piece, file }) };
}

describe('assembly', () => {
  test('makes the same bytes twice, without dates, ready to stream, under its title', async () => {
    const film = await cutFilm(scratch());
    const first = readFileSync(film.file);
    const title = 'Häm "שלום" 🎬 %d';
    await media.assemble({ ...film.request, title: 'Small film' }, signal);
    expect(readFileSync(film.file).equals(first)).toBe(true);
    expect(first.indexOf('moov')).toBeLessThan(first.indexOf('mdat'));
    const header = first.indexOf('mvhd') + 8;
    expect(first.subarray(header, header + 8)).toEqual(Buffer.alloc(8));
    await media.assemble({ ...film.request, title }, signal);
    const tags = await ffmpeg([['-i', film.file, '-f', 'ffmetadata', '-']]);
    expect(tags.toString('utf8')).toContain(`title=${title}`);
  });

  test('keeps the colours marked as what they are', async () => {
    const film = await cutFilm(scratch());
    const tags = await ffmpeg([['-i', film.file, '-vf', 'scale=2:2', '-frames:v', '1', '-f', 'yuv4mpegpipe', '-']]);
    expect(tags.toString('latin1', 0, 200)).toContain('XCOLORRANGE=LIMITED');
    expect((await media.inspect(film.file, signal)).video).toMatchObject({ pixelFormat: 'yuv420p', fps: 24 });
  });

  test('falls back to a full encode when a piece was encoded otherwise, says why, and the film is right', async () => {
    const film = await cutFilm(scratch());
    const request = await spoil(film, 1, ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0']);
    const { check, fallback } = await media.assemble(request, signal);
    expect(fallback).toMatch(/encoded with other settings/);
    expect(check).toEqual({ ok: true, frames: film.frames, findings: [] });
    const codes = await readCodes(film.file);
    expect(numbersOf(codes.slice(6, 38))).toEqual(
      film.expected
        .slice(6, 38)
        .map(({ from }) => from.slice(0, 8).reduce((sum, bit, index) => sum + bit * 2 ** index, 0)),
    );
  });

  test('refuses a piece that lacks a frame, and the old film stays', async () => {
    const film = await cutFilm(scratch());
    const before = readFileSync(film.file);
    const request = await spoil(film, 1, ['-frames:v', '15', '-c', 'copy']);
    await expect(media.assemble(request, signal)).rejects.toMatchObject({ code: 'piece_incomplete' });
    await expect(media.assemble(request, signal)).rejects.toThrow('15 frames instead of 16');
    expect(readFileSync(film.file).equals(before)).toBe(true);
  });

  test('a piece that is missing or broken is an error that names it, and the old film stays', async () => {
    const folder = scratch();
    const film = await cutFilm(folder);
    const before = readFileSync(film.file);
    for (const file of [join(folder, 'nowhere.mp4'), join(folder, 'broken.mp4')]) {
      if (file.endsWith('broken.mp4')) writeFileSync(file, 'no film');
      const pieces = film.request.pieces.with(1, { file, frames: 16 });
      await expect(media.assemble({ ...film.request, pieces }, signal)).rejects.toThrow(file);
    }
    expect(readFileSync(film.file).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => /draft|encoded|list/.test(name))).toEqual([]);
  });

  test('stops when it is told to and leaves nothing behind', async () => {
    const folder = scratch();
    const film = await cutFilm(folder);
    const out = join(folder, 'other.mp4');
    const abort = new AbortController();
    const running = media.assemble({ ...film.request, out }, abort.signal, () => abort.abort(new Error('enough')));
    await expect(running).rejects.toThrow('enough');
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('other'))).toEqual([]);
  });
});

describe('the check of a film finds', () => {
  const expectFindings = async (file: string, film: SmallFilm, decode = false): Promise<readonly string[]> => {
    const expected = { house: film.request.house, frames: film.frames };
    const { ok, findings } = await media.check(file, expected, { decode }, signal);
    expect(ok).toBe(findings.length === 0);
    return findings.map((finding) => finding.check);
  };

  test('sound that ends early, a late start, a missing frame, uneven frames, no sound, no film', async () => {
    const folder = scratch();
    const film = await cutFilm(folder);
    const bad = join(folder, 'bad.mp4');
    const change = async (...argv: readonly string[]): Promise<readonly string[]> => {
      await ffmpeg([['-i', film.file, ...argv, bad]]);
      return expectFindings(bad, film);
    };
    const seconds = film.frames / 24;
    expect(await change('-c:v', 'copy', '-af', `atrim=end=${seconds - 0.2}`)).toEqual(['end of the sound']);
    expect(await change('-c', 'copy', '-an')).toEqual(['one sound track']);
    expect(await change('-vf', "select='not(eq(n,9))'", '-fps_mode', 'passthrough', '-c:a', 'copy')).toContain(
      'equal spacing of frames',
    );
    const oneLess = ['-vf', 'trim=start_frame=1,setpts=PTS-STARTPTS', '-fps_mode', 'passthrough'];
    expect(await change(...oneLess, '-c:a', 'copy')).toEqual(['number of frames']);
    expect(await change('-vf', 'setpts=PTS+0.5/TB', '-c:a', 'copy', '-fps_mode', 'passthrough')).toContain(
      'start of the picture',
    );
    writeFileSync(bad, 'no film');
    expect(await expectFindings(bad, film)).toEqual(['readable']);
  });

  test('what plain copies of whole clips do to the start and the sound', async () => {
    const folder = scratch();
    const film = await cutFilm(folder);
    const list = join(folder, 'list.txt');
    writeFileSync(list, `file '${film.file}'\nfile '${film.file}'\nfile '${film.file}'\n`);
    const bad = join(folder, 'copied.mp4');
    await ffmpeg([['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', bad]]);
    const thrice = { ...film, frames: film.frames * 3 };
    expect((await expectFindings(bad, thrice)).length).toBeGreaterThan(0);
  });

  test('a picture that packets cannot show: damage inside a frame', async () => {
    const folder = scratch();
    const film = await cutFilm(folder);
    const bytes = readFileSync(film.file);
    const from = bytes.indexOf('mdat') + 3000;
    bytes.fill(0x55, from, from + 1500);
    const bad = join(folder, 'bad.mp4');
    writeFileSync(bad, bytes);
    expect(await expectFindings(bad, film, true)).toContain('decodes without a message');
  });
});

test('a poster is a frame that can be seen', async () => {
  const folder = scratch();
  const film = await makeSmallFilm(folder, FPS, [{ kind: 'fade', color: 'black', frames: 12 }]);
  const out = join(folder, 'poster.jpg');
  const candidates = Array.from({ length: 8 }, (_, index) => Math.floor((film.frames * index) / 8));
  await media.poster({ film: film.file, candidates, fps: FPS, out }, signal);
  const [code = []] = await readCodes(out);
  expect(Math.max(...code)).toBeGreaterThan(0.9);
});
