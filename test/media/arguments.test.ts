import { describe, expect, test } from 'vitest';
import { conformArguments } from '../../src/media/conform-arguments.ts';
import { pieceArguments, trackTimescale } from '../../src/media/encoder.ts';
import type { ConformRequest, House } from '../../src/media/media.ts';
import type { PictureSource } from '../../src/media/probe.ts';
import { type FilteredSeam, seamArguments } from '../../src/media/seam.ts';

const HOUSE: House = { size: { width: 1280, height: 720 }, fps: { num: 24_000, den: 1001 } };
const VIDEO = {
  codec: 'h264',
  pixelFormat: 'yuv420p',
  isFullRange: false,
  matrix: 'bt709',
  primaries: 'bt709',
  transfer: 'bt709',
  width: 1920,
  height: 1080,
  pixelAspect: 1,
  rotationDegrees: 0,
  fps: 24,
  hasSideAlpha: false,
  startSeconds: 0.021,
};
const SOURCE: PictureSource = {
  format: null,
  video: VIDEO,
  audio: { codec: 'aac', sampleRate: 44_100, channels: 2 },
  durationMs: 5000,
};
const NAME = `-i 'x'; [a]:b=%d,\\`;
const REQUEST: ConformRequest = {
  house: HOUSE,
  input: NAME,
  isPicture: false,
  fit: 'crop',
  skipHeadFrames: 3,
  headFrames: 12,
  bodyFrames: 96,
  tailFrames: 12,
  outBody: `${NAME}body`,
  outTail: `${NAME}tail`,
  outSound: `${NAME}sound`,
  outFirstFrame: `${NAME}first`,
  outLastFrame: `${NAME}last`,
  outThumbnail: `${NAME}thumbnail`,
};
const HEAD = { input: NAME, isPicture: false, fit: 'crop', skipHeadFrames: 3 } as const;
const seams: readonly FilteredSeam[] = [
  { house: HOUSE, out: NAME, frames: 12, kind: 'dissolve', tail: NAME, head: HEAD },
  { house: HOUSE, out: NAME, frames: 12, kind: 'wipe', direction: 'left', tail: NAME, head: HEAD },
  { house: HOUSE, out: NAME, frames: 12, kind: 'fade', color: 'black', tail: NAME, head: HEAD },
  {
    house: HOUSE,
    out: NAME,
    frames: 12,
    kind: 'fade_in',
    fade: { kind: 'fade', color: 'black', frames: 12 },
    head: HEAD,
  },
  {
    house: HOUSE,
    out: NAME,
    frames: 12,
    kind: 'fade_out',
    fade: { kind: 'fade', color: 'black', frames: 12 },
    tail: NAME,
  },
];
const everything = [conformArguments(REQUEST, SOURCE, true), ...seams.map((seam) => seamArguments(seam, SOURCE, true))];

describe('every command', () => {
  test('names files so that nothing in a name means anything', () => {
    for (const argv of everything) {
      const named = argv.filter((argument) => argument.includes(NAME));
      expect(named.length).toBeGreaterThan(0);
      for (const argument of named) expect(argument.startsWith(`file:${NAME}`)).toBe(true);
    }
  });

  test('says how many threads decode and encode, so that every machine makes the same, and reads files only', () => {
    for (const argv of everything) {
      const inputs = argv.flatMap((argument, index) => (argument === '-i' ? [index] : []));
      for (const index of inputs) {
        expect(argv.slice(index - 6, index)).toEqual(
          expect.arrayContaining(['-protocol_whitelist', 'file,pipe', '-format_whitelist', '-threads', '1']),
        );
      }
      const encoders = argv.filter((argument) => argument === 'libx264').length;
      expect(argv.filter((argument) => argument === '-threads').length).toBeGreaterThanOrEqual(
        encoders + inputs.length,
      );
    }
  });

  test('encodes film pieces with one and the same settings', () => {
    const film = pieceArguments(HOUSE.fps, 'film').join(' ');
    for (const argv of everything) expect(argv.join(' ').split(film)).toHaveLength(2);
  });
});

describe('conform', () => {
  test('counts before it trims, trims before it scales, and scales only when it must be kept', () => {
    const argv = conformArguments(REQUEST, SOURCE, true);
    const chains = argv.flatMap((argument, index) => (argv[index - 1] === '-filter:v' ? [argument] : []));
    expect(chains).toHaveLength(6);
    expect(chains[0]).not.toMatch(/trim|scale/);
    for (const chain of chains.slice(1)) expect(chain.indexOf('trim=')).toBeLessThan(chain.indexOf('scale='));
    const ranges = chains
      .slice(1)
      .map((chain) => /trim=start_frame=(\d+):end_frame=(\d+)/.exec(chain)?.slice(1).map(Number));
    expect(ranges).toEqual([
      [15, 111],
      [111, 123],
      [3, 4],
      [122, 123],
      [63, 64],
    ]);
  });

  test('of a take without sound or handles asks for neither', () => {
    const bare = { ...REQUEST, headFrames: 0, tailFrames: 0, outTail: null };
    const argv = conformArguments(bare, { ...SOURCE, audio: null }, true).join(' ');
    expect(argv).not.toMatch(/0:a|tail|sound/);
  });

  test('maps light only for HDR, and only where it can', () => {
    const hdr = { ...VIDEO, transfer: 'smpte2084', primaries: 'bt2020', matrix: 'bt2020nc' };
    const filters = (video: typeof VIDEO, hasZscale: boolean): string =>
      conformArguments(REQUEST, { ...SOURCE, video }, hasZscale).join(' ');
    expect(filters(VIDEO, true)).not.toContain('tonemap');
    expect(filters(hdr, true)).toContain('tonemap');
    expect(filters(hdr, false)).not.toContain('zscale');
  });
});

test('every frame is a whole number of ticks at every rate', () => {
  for (const fps of [
    { num: 24, den: 1 },
    { num: 24_000, den: 1001 },
    { num: 60_000, den: 1001 },
    { num: 15, den: 1 },
  ]) {
    expect((trackTimescale(fps) * fps.den) % fps.num).toBe(0);
  }
});
