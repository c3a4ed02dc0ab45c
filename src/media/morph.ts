import type { Tools } from './ffmpeg.ts';
import type { SeamRequest } from './media.ts';
import { decodeEdgeFrame, encodeRawFrames } from './raw-video.ts';

type MorphRequest = Extract<SeamRequest, { readonly kind: 'morph' }>;

/** New frames between the last of `from` and the first of `to`. */
export async function encodeMorph(tools: Tools, request: MorphRequest, signal: AbortSignal): Promise<void> {
  const { house, frames } = request;
  const from = await decodeEdgeFrame(tools, request.from, 'last', house.size, signal);
  const to = await decodeEdgeFrame(tools, request.to, 'first', house.size, signal);
  await encodeRawFrames(tools, house, between(from, to, frames), request.out, {
    what: `The morph of ${frames} frames`,
    signal,
  });
}

function* between(from: Uint8Array, to: Uint8Array, frames: number): Generator<Uint8Array> {
  for (let index = 0; index < frames; index++) {
    const share = (index + 1) / (frames + 1);
    yield from.map((value, at) => Math.round(value + ((to[at] ?? 0) - value) * share));
  }
}
