import { framesToSeconds } from '../model/time.ts';
import { type Tools, firstLines, inputArguments, runFfmpeg } from './ffmpeg.ts';
import type { FilmCheck, FilmExpectation } from './media.ts';
import { type Stream, parseListing } from './packet-listing.ts';
import { readSampleTables } from './sample-tables.ts';

type Finding = FilmCheck['findings'][number];

/**
 * Looks at every packet of a film: by the tables that a player goes by, or, with `decode`, by reading and decoding all of
 * it.
 */
export async function checkFilm(
  tools: Tools,
  film: string,
  expected: FilmExpectation,
  options: { readonly decode: boolean },
  signal: AbortSignal,
): Promise<FilmCheck> {
  const findings: Finding[] = [];
  const streams = options.decode ? await readPackets(tools, film, signal) : await readSampleTables(film);
  if (streams === null) {
    return { ok: false, frames: 0, findings: [{ check: 'readable', expected: 'a film', measured: 'none' }] };
  }
  const pictures = streams.filter((stream) => stream.kind === 'video');
  const sounds = streams.filter((stream) => stream.kind === 'audio');
  findings.push(...checkPictures(pictures, expected), ...checkSound(pictures[0], sounds, expected));
  if (options.decode) findings.push(...(await checkDecoding(tools, film, expected, signal)));
  return { ok: findings.length === 0, frames: pictures[0]?.packets.length ?? 0, findings };
}

async function readPackets(tools: Tools, film: string, signal: AbortSignal): Promise<readonly Stream[] | null> {
  const copy = ['-map', '0:v', '-map', '0:a?', '-c', 'copy', '-f', 'framecrc', 'pipe:1'];
  const listing = await runFfmpeg(tools, [...inputArguments(film), ...copy], { signal });
  return listing.exitCode === 0 ? parseListing(listing.stdout.toString('latin1')) : null;
}

function checkPictures(pictures: readonly Stream[], { house, frames }: FilmExpectation): readonly Finding[] {
  const [stream] = pictures;
  if (stream === undefined || pictures.length > 1) {
    return [{ check: 'one picture track', expected: '1', measured: String(pictures.length) }];
  }
  const findings: Finding[] = [];
  const shown = stream.packets.map((packet) => packet.pts).toSorted((a, b) => a - b);
  if (shown.length !== frames) {
    findings.push({ check: 'number of frames', expected: String(frames), measured: String(shown.length) });
  }
  if (shown[0] !== 0) {
    findings.push({ check: 'start of the picture', expected: '0', measured: String(shown[0] ?? 'nothing') });
  }
  const step = (stream.ticksPerSecond * house.fps.den) / house.fps.num;
  const uneven = shown.findIndex((pts, index) => index > 0 && Math.abs(pts - (shown[index - 1] ?? 0) - step) > 1e-6);
  if (uneven > 0) {
    const measured = `${(shown[uneven] ?? 0) - (shown[uneven - 1] ?? 0)} ticks before frame ${uneven}`;
    findings.push({ check: 'equal spacing of frames', expected: `${step} ticks`, measured });
  }
  const backward = stream.packets.findIndex(
    (packet, index) => index > 0 && packet.dts <= (stream.packets[index - 1]?.dts ?? -Infinity),
  );
  if (backward > 0) {
    findings.push({ check: 'decoding order', expected: 'always later', measured: `packet ${backward} is not` });
  }
  const late = stream.packets.findIndex((packet) => packet.dts > packet.pts);
  if (late >= 0) {
    findings.push({ check: 'decoded before shown', expected: 'always', measured: `packet ${late} is not` });
  }
  return findings;
}

function checkSound(
  picture: Stream | undefined,
  sounds: readonly Stream[],
  { house, frames }: FilmExpectation,
): readonly Finding[] {
  const [stream] = sounds;
  if (stream === undefined || sounds.length > 1 || picture === undefined) {
    return [{ check: 'one sound track', expected: '1', measured: String(sounds.length) }];
  }
  const findings: Finding[] = [];
  const frame = framesToSeconds(1, house.fps);
  const end = framesToSeconds(frames, house.fps);
  const last = stream.packets.at(-1);
  const first = stream.packets[0];
  const soundEnd = last === undefined ? 0 : (last.pts + last.duration) / stream.ticksPerSecond;
  // The run-in lies before 0 and is not heard; sound that begins later than the picture would be heard late.
  const soundStart = first === undefined ? 0 : first.pts / stream.ticksPerSecond;
  if (soundStart > 0.001) {
    findings.push({ check: 'start of the sound', expected: '0 s', measured: `${soundStart.toFixed(4)} s` });
  }
  if (Math.abs(soundEnd - end) > frame) {
    const expected = `${end.toFixed(4)} s, as the picture`;
    findings.push({ check: 'end of the sound', expected, measured: `${soundEnd.toFixed(4)} s` });
  }
  const gap = stream.packets.findIndex((packet, index) => {
    const before = stream.packets[index - 1];
    return before !== undefined && packet.pts !== before.pts + before.duration;
  });
  if (gap > 0) findings.push({ check: 'unbroken sound', expected: 'no gap', measured: `at packet ${gap}` });
  return findings;
}

async function checkDecoding(
  tools: Tools,
  film: string,
  expected: FilmExpectation,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  let frames = 0;
  const decoded = await runFfmpeg(
    tools,
    [...inputArguments(film), '-map', '0:v', '-map', '0:a?', '-fps_mode', 'passthrough', '-f', 'null', '-'],
    { signal, logLevel: 'warning', onFrames: (count) => (frames = count) },
  );
  const said = firstLines(decoded.stderr, 3);
  const findings: Finding[] = [];
  if (decoded.exitCode !== 0 || said !== '') {
    findings.push({ check: 'decodes without a message', expected: 'nothing said', measured: said });
  }
  if (frames !== expected.frames) {
    findings.push({ check: 'decoded frames', expected: String(expected.frames), measured: String(frames) });
  }
  return findings;
}
