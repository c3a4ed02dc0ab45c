import { writeFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { runProcess } from '../../base/process.ts';
import type { ImageRequest, MusicRequest, VideoRequest, VoiceRequest } from '../../model/generation.ts';
import { type Painter, createPainter } from './draw/painter.ts';
import { synthesiseBed } from './sound/bed.ts';
import { synthesiseMurmur } from './sound/murmur.ts';
import { toWav } from './sound/wav.ts';
import type { Work } from './work.ts';

type Report = (done: number) => void;

const SAMPLE_RATE = 48_000;

/** Draws or synthesises one piece of work into its destination. Runs in a drawing thread. */
export async function carryOut(work: Work, signal: AbortSignal, onProgress: Report): Promise<void> {
  signal.throwIfAborted();
  const { request } = work;
  switch (request.kind) {
    case 'video':
      return shoot(work, request, signal, onProgress);
    case 'image':
      return paintStill(work, request);
    case 'voice':
    case 'music':
      return writeFile(work.destination, toWav(synthesise(request), SAMPLE_RATE));
  }
}

function synthesise(request: VoiceRequest | MusicRequest): Int16Array {
  return request.kind === 'voice' ? synthesiseMurmur(request, SAMPLE_RATE) : synthesiseBed(request, SAMPLE_RATE);
}

async function paintStill(work: Work, request: ImageRequest): Promise<void> {
  const frames = request.picture.takeFrames ?? 1;
  const painter = await createPainter({ ...request, frames }, { startFile: null, startRole: null, endFile: null });
  if (work.spoil === 'black') painter.blacken();
  else painter.paint(0);
  await writeFile(work.destination, await painter.png());
}

async function shoot(work: Work, request: VideoRequest, signal: AbortSignal, onProgress: Report): Promise<void> {
  if (work.encoder === null) throw new TypeError('a take needs an encoder');
  const painter = await createPainter(request, {
    startFile: work.startFile,
    startRole: request.start?.role ?? null,
    endFile: work.endFile,
  });
  const { exitCode, stderr } = await runProcess(work.encoder.command, work.encoder.argv, {
    signal,
    feed: (input) => feedFrames(input, painter, request.frames, work.spoil, signal, onProgress),
  });
  if (exitCode !== 0) throw new Error(`the encoder ended with code ${String(exitCode)}: ${stderr.trim().slice(-500)}`);
}

async function feedFrames(
  input: Writable,
  painter: Painter,
  frames: number,
  spoil: Work['spoil'],
  signal: AbortSignal,
  onProgress: Report,
): Promise<void> {
  for (let frame = 0; frame < frames; frame += 1) {
    if (signal.aborted || input.destroyed) return;
    if (spoil === 'black') painter.blacken();
    else painter.paint(spoil === 'frozen' ? 0 : frame);
    // The callback also comes when the encoder has gone; its exit tells why.
    await new Promise<void>((resolve) => {
      input.write(painter.rgba(), () => resolve());
    });
    onProgress((frame + 1) / frames);
  }
}
