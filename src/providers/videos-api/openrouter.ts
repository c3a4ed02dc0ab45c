import type { Json, JsonObject } from '../../base/json.ts';
import type { FrameInput, VideoRequest } from '../../model/generation.ts';
import { choice } from '../endpoint.ts';
import { fileAt } from '../hosted-job.ts';
import { nearestShape, toResolution } from '../picture-shape.ts';
import type { Draft, Known } from './body.ts';
import { secondsOf } from './lengths.ts';
import { inPixels, sizeFor } from './sizes.ts';

export const OPENROUTER_MODES: ReadonlySet<string> = new Set(['text', 'image', 'first_last', 'references']);

/** As `@openrouter/sdk` 1.3.19 has them. */
const SHAPES = choice('aspect_ratio', '16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21');

/** The JSON that `POST /api/v1/videos` of OpenRouter takes; pictures stand in it by hash. Pure. */
export function toOpenrouter({ settings, facts }: Known, request: VideoRequest, draft: Draft): JsonObject {
  const { mode, start, end, references, prompt, avoid } = request;
  const { name, dropped } = draft;
  const isFramed = mode === 'image' || mode === 'first_last';
  const canEnd = isFramed && facts.modes.includes('first_last');
  // With frames they are not looked at.
  const canRefer = !isFramed && facts.modes.includes('references');
  if (end !== null && !canEnd) dropped.push(`the last frame: ${name} takes none`);
  if (references.length > 0 && !canRefer)
    dropped.push(`the reference images: ${name} takes none here, the prompt describes them`);
  if (!facts.seed) dropped.push(`the seed: ${name} takes none`);
  if (request.hasSound && !facts.audio) dropped.push(`the sound: ${name} makes none`);
  const lengthMs = draft.lengthMs === 0 ? (request.frames * 1000 * request.fps.den) / request.fps.num : draft.lengthMs;
  const frames = [...framed(start, 'first_frame'), ...(canEnd ? framed(end, 'last_frame') : [])];
  return {
    ...(settings.model === undefined ? {} : { model: settings.model }),
    prompt: avoid === null ? prompt : `${prompt} Avoid: ${avoid}.`,
    duration: secondsOf(lengthMs),
    ...toSize(facts.sizes, request, draft),
    ...(facts.audio ? { generate_audio: request.hasSound } : {}),
    ...(facts.seed ? { seed: request.seed } : {}),
    ...(isFramed ? { frame_images: frames } : {}),
    ...(canRefer && references.length > 0
      ? { input_references: references.map(({ sha }) => toImage(fileAt(sha))) }
      : {}),
  };
}

/** In pixels where its sizes are named so, else by shape, and by resolution where its sizes are named by it. */
function toSize(sizes: readonly string[], { size }: VideoRequest, { name, dropped }: Draft): JsonObject {
  if (inPixels(sizes).length > 0) {
    const { width, height } = sizeFor(sizes, size);
    return { size: `${width}x${height}` };
  }
  const shape = nearestShape(SHAPES, size);
  if (!shape.isExact) dropped.push(`the shape ${size.width}x${size.height}: ${name} is asked for ${shape.text}`);
  const named = sizes.filter((text) => /^\d+[pK]$/u.test(text));
  return {
    aspect_ratio: shape.text,
    ...(named.length === 0 ? {} : { resolution: toResolution(choice('resolution', ...named), size) }),
  };
}

function framed(frame: FrameInput | null, type: 'first_frame' | 'last_frame'): readonly Json[] {
  return frame === null ? [] : [{ ...toImage(fileAt(frame.sha)), frame_type: type }];
}

function toImage(url: Json): JsonObject {
  return { type: 'image_url', image_url: { url } };
}
