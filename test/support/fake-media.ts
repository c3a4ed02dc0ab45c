import { readFile, writeFile } from 'node:fs/promises';
import { sha256 } from '../../src/base/hash.ts';
import type {
  FilmCheck,
  FrameComparison,
  Inspection,
  Media,
  PictureMeasures,
  SoundRequest,
} from '../../src/media/media.ts';

/** Called before and after every piece of work; what it throws breaks the work. */
export type Hook = (point: string) => void | Promise<void>;
export type FakeMedia = Media & {
  /** Names of the work done, in order, such as `conform`. */
  readonly calls: readonly string[];
};

const SAME: FrameComparison = { ssim: 1, deltaE: 0, content: 0, lightness: 0, chroma: 1, sharpness: 1 };
/** What the frames on both sides of a seam are like when nothing is said of them. */
export const ALIKE: FrameComparison = { ...SAME, ssim: 0.9, deltaE: 1, content: 5 };

/**
 * Media whose files are small texts that say what they were made from, so that two films are the same exactly when they
 * were made from the same things. A take's file is what `takeText` wrote; anything else does not decode.
 */
export function createFakeMedia(hook: Hook = () => {}, between: FrameComparison = ALIKE): FakeMedia {
  const calls: string[] = [];
  const work = async (kind: string, signal: AbortSignal, write: () => Promise<void>): Promise<void> => {
    await hook(`${kind}.before`);
    signal.throwIfAborted();
    calls.push(kind);
    await write();
    await hook(`${kind}.after`);
  };
  const textOf = (file: string): Promise<string> => readFile(file, 'utf8');

  return {
    calls,
    build: 'fake 1',
    inspect: async (file, signal) => {
      let inspection: Inspection = BROKEN;
      await work('inspect', signal, async () => {
        inspection = toInspection(await textOf(file));
      });
      return inspection;
    },
    measurePictureMs: async () => null,
    conform: async (request, signal, onProgress) => {
      await work('conform', signal, async () => {
        const source = await textOf(request.input);
        const { outBody, outTail, outSound, outFirstFrame, outLastFrame, outThumbnail } = request;
        const cuts = {
          body: outBody,
          tail: outTail,
          sound: outSound,
          first: outFirstFrame,
          last: outLastFrame,
          thumbnail: outThumbnail,
        };
        for (const [part, out] of Object.entries(cuts)) if (out !== null) await writeFile(out, `${part} of ${source}`);
        onProgress?.(1);
      });
      return { sourceFrames: request.bodyFrames, hasSound: true };
    },
    seam: (request, signal) =>
      work(request.kind === 'placeholder' ? 'placeholder' : 'seam', signal, async () => {
        const ends =
          request.kind === 'dissolve'
            ? [await textOf(request.tail), `head of ${await textOf(request.head.input)}`]
            : [];
        await writeFile(request.out, `${request.kind} of ${request.frames} frames: ${ends.join(' > ')}`);
      }),
    stretches: (sound) => [{ index: 0, key: keyOf(sound), fromSample: 0, samples: 48_000 }],
    encodeStretch: (sound, _stretch, out, signal) =>
      work('stretch', signal, () => writeFile(out, `sound ${keyOf(sound)}`)),
    writeSound: (sound, out, signal) => work('speech', signal, () => writeFile(out, `speech ${keyOf(sound)}`)),
    assemble: async (request, signal, onProgress) => {
      await work('assemble', signal, async () => {
        const lines: string[] = [request.title];
        for (const { file, frames } of request.pieces) lines.push(`${frames}: ${await textOf(file)}`);
        for (const { file } of request.stretches) lines.push(await textOf(file));
        await writeFile(request.out, lines.join('\n'));
        onProgress?.(1);
      });
      return { check: checkOf(request.pieces.reduce((sum, piece) => sum + piece.frames, 0)), fallback: null };
    },
    check: async (_film, expected) => checkOf(expected.frames),
    frame: ({ file, frame, out }, signal) =>
      work('frame', signal, async () => writeFile(out, `frame ${frame} of ${await textOf(file)}`)),
    cutHead: ({ file, fromMs, out }, signal) =>
      work('cut', signal, async () => {
        const take: { readonly frames: number } = JSON.parse(await textOf(file));
        await writeFile(out, JSON.stringify({ ...take, frames: take.frames - Math.round((fromMs * 24) / 1000) }));
      }),
    cutTail: ({ file, out }, signal) =>
      work('cut', signal, async () => writeFile(out, `shown part of ${await textOf(file)}`)),
    compareFrames: async ({ before, after }) => {
      const isSame = (await textOf(before.file)) === (await textOf(after.file));
      return isSame ? SAME : between;
    },
    poster: ({ out }, signal) => work('poster', signal, () => writeFile(out, 'poster')),
    sheet: ({ out, cells }, signal) =>
      work('sheet', signal, () => writeFile(out, cells.map((cell) => `${cell.title}: ${cell.subtitle}`).join('\n'))),
  };
}

/** What a provider delivers: a text that decodes as a video or a sound of that many frames, and measures as it says. */
export function takeText(take: {
  readonly kind: string;
  readonly frames: number;
  readonly of: unknown;
  readonly picture?: Partial<PictureMeasures>;
}): string {
  return JSON.stringify(take);
}

const BROKEN: Inspection = {
  decodes: false,
  trouble: 'it is no take',
  video: null,
  audio: null,
  containerMs: null,
  picture: null,
};
/** What a take looks like that nothing is wrong with. */
const SOUND_PICTURE: PictureMeasures = {
  blackShare: 0,
  blackHeadMs: 0,
  blackTailMs: 0,
  frozenShare: 0,
  cutScore: 2,
  cutAtMs: 0,
  lumaSpread: 40,
  barsShare: 0,
  steadiness: 0.99,
};

function toInspection(text: string): Inspection {
  let parsed: { readonly kind: string; readonly frames: number; readonly picture?: Partial<PictureMeasures> };
  try {
    parsed = JSON.parse(text);
  } catch {
    return BROKEN;
  }
  const durationMs = (parsed.frames * 1000) / 24;
  const video = {
    codec: 'h264',
    width: 64,
    height: 36,
    rotationDegrees: 0,
    pixelFormat: 'yuv420p',
    fps: 24,
    isVariableRate: false,
    frames: parsed.frames,
    durationMs,
  };
  const audio = { codec: 'aac', sampleRate: 48_000, channels: 2, durationMs };
  const isSeen = parsed.kind === 'video' || parsed.kind === 'image';
  return {
    decodes: true,
    trouble: null,
    video: isSeen ? video : null,
    audio,
    containerMs: durationMs,
    picture: isSeen ? { ...SOUND_PICTURE, ...parsed.picture } : null,
  };
}

function keyOf(sound: SoundRequest): string {
  return sha256(JSON.stringify(sound.parts.map(({ sha, fromFrame, frames }) => [sha, fromFrame, frames])));
}

function checkOf(frames: number): FilmCheck {
  return { ok: true, frames, findings: [] };
}
