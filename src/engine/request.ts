import { LongtakeError } from '../model/error.ts';
import type { FrameInput, GenerationRequest, Picture, Reference, VideoRequest } from '../model/generation.ts';
import { toId, type BlobSha } from '../model/ids.ts';
import type { InputSource, Task } from '../model/plan.ts';
import { askedTake } from '../plan/select.ts';
import { framesToMs } from '../model/time.ts';
import { conformInput, conformResult } from './conform.ts';
import { findTask, temporaryPath, type Crew } from './crew.ts';
import { laySpeech, type SpokenLine } from './lay-speech.ts';
import { listTaskTakes, requireBlob, selectSha } from './results.ts';

/** Fills a task's request template: frames and references by hash, and what is the take's own. */
export async function fillRequest(
  crew: Crew,
  task: Task,
  { seed, number, model }: { readonly seed: number; readonly number: number; readonly model: string },
): Promise<GenerationRequest> {
  if (task.request === null) throw new Error(`${task.id} asks nothing of a provider`);
  const { request, inputs } = task.request;
  const seeded = { ...request, seed };
  const frames = new Map<'start' | 'end' | 'base', FrameInput>();
  const references: Reference[] = [];
  let video: { readonly sha: BlobSha } | null = null;
  const lines: SpokenLine[] = [];
  for (const input of inputs) {
    const sha = await findInput(crew, input.from);
    switch (input.as) {
      case 'start':
      case 'end':
      case 'base':
        frames.set(input.as, { sha, role: input.role });
        break;
      case 'reference':
        references.push({ of: input.of, view: input.view, sha });
        break;
      case 'video':
        video = { sha };
        break;
      case 'line':
        lines.push({ ...input, sha });
        break;
    }
  }
  switch (seeded.kind) {
    case 'video':
      return {
        ...seeded,
        picture: slated(seeded.picture, task, number),
        start: await measureStart(crew, seeded, frames.get('start') ?? null),
        end: frames.get('end') ?? (await boundEnd(crew, task, model)),
        references,
        video,
        audio: await laySpeech(crew, seeded, lines),
      };
    case 'image':
      return { ...seeded, base: frames.get('base') ?? null, references };
    case 'voice':
    case 'music':
      return seeded;
  }
}

/** Paths lie in the pixels of the picture that goes with them, and image models deliver sizes of their own. */
async function measureStart(
  crew: Crew,
  { picture }: Pick<VideoRequest, 'picture'>,
  start: FrameInput | null,
): Promise<FrameInput | null> {
  if (start === null || picture.motion.length === 0) return start;
  const file = crew.workspace.blobs.path(start.sha);
  const { video } = await crew.media.inspect(file, AbortSignal.timeout(LONGEST_MS));
  return video === null ? start : { ...start, size: { width: video.width, height: video.height } };
}

/** One picture is read in less than a second. */
const LONGEST_MS = 60_000;

/** Takes that stand beside others say on their slate which one they are. */
function slated(picture: Picture, task: Task, number: number): Picture {
  const isOneOfSome = task.select !== null || task.takes > 1;
  return picture.slate === null || !isOneOfSome ? picture : { ...picture, slate: { ...picture.slate, take: number } };
}

/** The frame from which the take after a retake was started; null where that is to be made anew itself. */
async function boundEnd(crew: Crew, { select }: Task, model: string): Promise<FrameInput | null> {
  if (select === null || select.bind === null || !select.bind.models.includes(model)) return null;
  const next = findTask(crew, select.bind.next);
  const take = askedTake(next, await listTaskTakes(crew.workspace.db, crew.plan.name, next));
  const start = take?.request.kind === 'video' ? take.request.start : null;
  return start !== null && (await crew.workspace.blobs.has(start.sha)) ? { sha: start.sha, role: 'match' } : null;
}

async function findInput(crew: Crew, from: InputSource): Promise<BlobSha> {
  if (from.kind === 'file') return bringIn(crew, from);
  const task = findTask(crew, from.task);
  if (from.part === 'shown') return cutShown(crew, task);
  return from.part === 'whole'
    ? selectSha(crew, task)
    : requireBlob(await conformResult(crew, task), from.part, task.id);
}

/** A take up to the frame at which the film leaves it: what goes on from it must go on from there. */
async function cutShown(crew: Crew, conform: Task): Promise<BlobSha> {
  const { input, cut } = await conformInput(crew, conform);
  const frames = cut.skipHeadFrames + cut.headFrames + cut.bodyFrames + cut.tailFrames;
  const file = crew.workspace.blobs.path(input);
  const { video } = await crew.media.inspect(file, AbortSignal.timeout(LONGEST_MS));
  if (video === null || video.durationMs <= framesToMs(frames + 1, crew.house.fps)) return input;
  const out = temporaryPath(crew, '.mp4');
  await crew.media.cutTail({ file, frames, fps: crew.house.fps, out }, AbortSignal.timeout(LONGEST_MS));
  return (await crew.workspace.blobs.adopt(out)).sha;
}

/** Copies a file that the storyboard names into the blob store, and notices when it changed since it was checked. */
async function bringIn(crew: Crew, from: Extract<InputSource, { readonly kind: 'file' }>): Promise<BlobSha> {
  const known = toId<BlobSha>(from.sha256);
  if (await crew.workspace.blobs.has(known)) return known;
  const asset = crew.assets.find((one) => one.file === from.file);
  if (asset === undefined) throw new Error(`${from.file} is not among the storyboard's files`);
  const { sha } = await crew.workspace.blobs.copy(asset.absolutePath);
  if (sha === known) return sha;
  throw new LongtakeError({
    code: 'file_changed',
    message: `${from.file} changed while the render was being planned. Run the same command again.`,
  });
}
