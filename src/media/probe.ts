import { open, stat } from 'node:fs/promises';
import { LongtakeError } from '../model/error.ts';
import { type Tools, inputArguments, runFfmpeg } from './ffmpeg.ts';

/** What a file says about its streams, and where its first picture lies in time. */
export type Source = {
  /** The demuxer to name, where the content decides and the file name must not: still pictures. */
  readonly format: string | null;
  readonly video: VideoSource | null;
  readonly audio: AudioSource | null;
  /** As the container says, from its first moment; null where it does not, and where ffmpeg only guesses. */
  readonly durationMs: number | null;
};
export type VideoSource = {
  readonly codec: string;
  readonly pixelFormat: string;
  readonly isFullRange: boolean;
  /** As tagged: `bt709`, `smpte170m`, `bt2020nc` …; null: not tagged. */
  readonly matrix: string | null;
  readonly primaries: string | null;
  readonly transfer: string | null;
  /** As stored, before rotation and pixel aspect. */
  readonly width: number;
  readonly height: number;
  readonly pixelAspect: number;
  readonly rotationDegrees: number;
  readonly fps: number;
  /** Alpha in a second stream that only libvpx decodes. */
  readonly hasSideAlpha: boolean;
  /** Seconds from the container's start to the first picture. */
  readonly startSeconds: number;
};
/** A source with a picture. */
export type PictureSource = Source & { readonly video: VideoSource };
export type AudioSource = {
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
};

/**
 * Reads the headers and decodes one picture, once for a file that stays as it is. Null when the file cannot be opened as
 * media at all.
 */
export async function probe(tools: Tools, file: string, signal: AbortSignal): Promise<Source | null> {
  const key = await identify(file);
  const known = keptBy(tools);
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const source = await readSource(tools, file, signal);
  if (source === null) return null;
  if (known.size >= MAX_KEPT) known.delete(known.keys().next().value ?? key);
  known.set(key, source);
  return source;
}

/** Sources of files that were read last; a take is inspected, conformed, and looked at again. */
const MAX_KEPT = 256;
const kept = new WeakMap<Tools, Map<string, Source>>();

function keptBy(tools: Tools): Map<string, Source> {
  const known = kept.get(tools) ?? new Map<string, Source>();
  kept.set(tools, known);
  return known;
}

/** A file's name and what changes with its bytes. */
async function identify(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch((cause: unknown) => {
    throw cannotOpen(file, cause);
  });
  return `${found.ino} ${found.size} ${found.mtimeNs} ${file}`;
}

async function readSource(tools: Tools, file: string, signal: AbortSignal): Promise<Source | null> {
  const format = await sniffPicture(file);
  const first = await runFfmpeg(tools, [...inputArguments(file, format), ...FIRST_PICTURE], {
    signal,
    logLevel: 'level+info',
  });
  return parseProbe(first.stdout.toString('latin1'), first.stderr, format);
}

/** As `probe`, but a file that is not media throws. */
export async function mustProbe(tools: Tools, file: string, signal: AbortSignal): Promise<Source> {
  const source = await probe(tools, file, signal);
  if (source !== null) return source;
  throw new LongtakeError({
    code: 'media_unreadable',
    message: `${file} cannot be read as a picture, film or sound.`,
  });
}

/** A source that must have a picture. */
export async function mustProbePicture(tools: Tools, file: string, signal: AbortSignal): Promise<PictureSource> {
  const source = await mustProbe(tools, file, signal);
  if (source.video !== null) return { ...source, video: source.video };
  throw new LongtakeError({ code: 'media_without_picture', message: `${file} has no picture.` });
}

/** Pure: from what ffmpeg printed to a source. Exported for tests. */
export function parseProbe(frameLines: string, said: string, format: string | null): Source | null {
  const lines = said.split(/\r?\n/);
  const from = lines.findIndex((line) => line.startsWith('[info] Input #0'));
  if (from < 0) return null;
  const until = lines.findIndex((line) => /^\[info\] (Stream mapping|Output #0|At least one)/.test(line));
  const dump = lines.slice(from, until < 0 ? undefined : until);

  let video: VideoSource | null = null;
  let audio: AudioSource | null = null;
  for (const [index, line] of dump.entries()) {
    const stream = /^\[info\] {3}Stream #0:\d+.*?: (Video|Audio): (.*)$/.exec(line);
    if (stream === null || stream[2] === undefined) continue;
    const after = dump.slice(index + 1);
    const end = after.findIndex((next) => next.startsWith('[info]   Stream #'));
    const details = after.slice(0, end < 0 ? undefined : end);
    if (stream[1] === 'Video' && video === null && !stream[2].includes('(attached pic)')) {
      video = parseVideo(stream[2], details, frameLines);
    }
    if (stream[1] === 'Audio' && audio === null) audio = parseAudio(stream[2]);
  }
  return { format, video, audio, durationMs: parseDuration(lines, dump) };
}

const FIRST_PICTURE = [
  ['-map', '0:V:0', '-frames:v', '1', '-fps_mode', 'passthrough', '-enc_time_base', '1:90000'],
  ['-f', 'framecrc', 'pipe:1'],
].flat();

function parseDuration(said: readonly string[], dump: readonly string[]): number | null {
  if (said.some((line) => line.includes('Estimating duration'))) return null;
  const clock = dump
    .map((line) => /^\[info\] {3}Duration: (\d+):(\d+):(\d+\.\d+)(?:, start: (-?[\d.]+))?/.exec(line))
    .find((match) => match !== null);
  if (clock === undefined) return null;
  // Matroska and WebM written by ffmpeg count from zero, also when their first moment comes later: a cut-out of a stream.
  const isFromZero = dump[0]?.startsWith('[info] Input #0, matroska') === true;
  const lateSeconds = isFromZero ? Math.max(0, Number(clock[4] ?? 0)) : 0;
  return Math.round(((Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3]) - lateSeconds) * 1000);
}

function parseVideo(text: string, details: readonly string[], frameLines: string): VideoSource {
  const size = /, (\d+)x(\d+)/.exec(text);
  const pixel = /, ([a-z0-9]+)(?:\(([^)]*)\))?(?=,)/.exec(text);
  const tags = (pixel?.[2] ?? '').split(',').map((tag) => tag.trim());
  const color = tags.find((tag) => tag.includes('/')) ?? tags.find((tag) => KNOWN_COLORS.test(tag)) ?? '';
  const [matrix, primaries, transfer] = color.includes('/') ? color.split('/') : [color, color, color];
  const aspect = /SAR (\d+):(\d+)/.exec(text);
  const rotation = details.map((line) => /rotation of (-?[\d.]+) degrees/.exec(line)?.[1]).find((found) => found);
  const start = /^0,\s*-?\d+,\s*(-?\d+),/m.exec(frameLines)?.[1];
  const base = /^#tb 0: (\d+)\/(\d+)/m.exec(frameLines);
  const codec = /^(\w+)/.exec(text)?.[1] ?? 'unknown';
  return {
    codec,
    pixelFormat: pixel?.[1] ?? 'unknown',
    isFullRange: tags.includes('pc') || (pixel?.[1] ?? '').startsWith('yuvj'),
    matrix: tagged(matrix),
    primaries: tagged(primaries),
    transfer: tagged(transfer),
    width: Number(size?.[1] ?? 0),
    height: Number(size?.[2] ?? 0),
    pixelAspect: aspect === null ? 1 : Number(aspect[1]) / Math.max(1, Number(aspect[2])) || 1,
    rotationDegrees: ((Math.round(-Number(rotation ?? 0)) % 360) + 360) % 360,
    fps: Number(/, ([\d.]+) fps/.exec(text)?.[1] ?? /, ([\d.]+)k? tbr/.exec(text)?.[1] ?? 0),
    hasSideAlpha: /^vp[89]$/.test(codec) && details.some((line) => /alpha_mode\s*: 1/i.test(line)),
    startSeconds: start === undefined || base === null ? 0 : (Number(start) * Number(base[1])) / Number(base[2]),
  };
}

function parseAudio(text: string): AudioSource | null {
  const sampleRate = Number(/, (\d+) Hz/.exec(text)?.[1] ?? 0);
  if (sampleRate === 0) return null;
  const layout = / Hz, ([^,]+)/.exec(text)?.[1] ?? '';
  return { codec: /^(\w+)/.exec(text)?.[1] ?? 'unknown', sampleRate, channels: channelCount(layout) };
}

function channelCount(layout: string): number {
  const counted = /^(\d+) channels/.exec(layout)?.[1];
  if (counted !== undefined) return Number(counted);
  if (layout.startsWith('mono')) return 1;
  if (layout.startsWith('stereo') || layout.startsWith('downmix')) return 2;
  if (layout.startsWith('quad')) return 4;
  const dotted = /^(\d+)\.(\d+)/.exec(layout);
  return dotted === null ? 2 : Number(dotted[1]) + Number(dotted[2]);
}

const KNOWN_COLORS = /^(bt|smpte|fcc|gbr|ycgco|film|iec)/;

function tagged(name: string | undefined): string | null {
  return name === undefined || name === '' || name === 'unknown' || name === 'reserved' ? null : name;
}

/** Still pictures are told by their bytes: ffmpeg would go by the file's name, and would expand a `%d` in it. */
export async function sniffPicture(file: string): Promise<string | null> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw cannotOpen(file, cause);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    return SIGNATURES.find(([signature]) => signature.test(head))?.[1] ?? null;
  } finally {
    await handle.close();
  }
}

function cannotOpen(file: string, cause: unknown): LongtakeError {
  return new LongtakeError({ code: 'media_unreadable', message: `${file} cannot be opened.`, cause });
}

const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^\x89PNG\r\n/, 'png_pipe'],
  [/^\xff\xd8\xff/, 'jpeg_pipe'],
  [/^GIF8[79]a/, 'gif'],
  [/^RIFF[^]{4}WEBP/, 'webp_pipe'],
  [/^BM[^]{4}\0\0\0\0/, 'bmp_pipe'],
  [/^(II\*\0|MM\0\*)/, 'tiff_pipe'],
];
