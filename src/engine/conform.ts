import type { JsonObject } from '../base/json.ts';
import type { TaskId } from '../model/ids.ts';
import type { Task } from '../model/plan.ts';
import { findTask, temporaryPath, type Crew } from './crew.ts';
import { cutOf } from './cut.ts';
import { NotMadeError } from './not-made.ts';
import { TooShortError, tooShortWords } from './too-short.ts';
import { derivedFingerprint, findSelect, findUsableResult } from './results.ts';

/** A select brought to the house format: blobs `body`, `tail`, `sound`, `first`, `last`, `thumbnail`. */
export async function conform(crew: Crew, task: Task, signal: AbortSignal): Promise<JsonObject> {
  const { input, cut, isPicture, tooShort } = await conformInput(crew, task);
  const out = {
    body: temporaryPath(crew, '.mp4'),
    tail: cut.tailFrames === 0 ? null : temporaryPath(crew, '.mp4'),
    sound: temporaryPath(crew, '.pcm'),
    first: temporaryPath(crew, '.png'),
    last: temporaryPath(crew, '.png'),
    thumbnail: temporaryPath(crew, '.jpg'),
  };
  if (tooShort !== null) throw new TooShortError(tooShort);
  const made = await crew.media.conform(
    {
      house: crew.house,
      input: crew.workspace.blobs.path(input),
      isPicture,
      ...cut,
      outBody: out.body,
      outTail: out.tail,
      outSound: out.sound,
      outFirstFrame: out.first,
      outLastFrame: out.last,
      outThumbnail: out.thumbnail,
    },
    signal,
    (done) => crew.onProgress(task.id, done),
  );
  const blobs: Record<string, string | null> = {};
  for (const [name, file] of Object.entries(out))
    blobs[name] = file === null ? null : (await crew.workspace.blobs.adopt(file)).sha;
  return { blobs, input, cut, sourceFrames: made.sourceFrames, hasSound: made.hasSound };
}

export async function conformFingerprint(crew: Crew, task: Task): Promise<string> {
  const { input, cut, isPicture } = await conformInput(crew, task);
  return derivedFingerprint(crew, 'conform', { input, isPicture, ...cut });
}

export async function conformResult(crew: Crew, task: Task): Promise<JsonObject> {
  const result = await findUsableResult(crew, await conformFingerprint(crew, task));
  if (result === null) throw new NotMadeError(`${task.title} is not conformed.`);
  return result;
}

/** What a conform reads, and how it cuts it. */
export async function conformInput(crew: Crew, task: Task) {
  const taken = findTask(crew, madeOf(task));
  const take = await findSelect(crew.workspace.db, crew.plan, taken);
  if (take === null || take.sha === null) throw new NotMadeError(`${taken.title} has no stored take.`);
  const words = tooShortWords(crew, taken, take);
  const tooShort = words === null ? null : `Take ${take.number} of ${taken.title} ${words}.`;
  return {
    tooShort,
    input: take.sha,
    isPicture: take.mediaType?.startsWith('image/') ?? false,
    cut: cutOf(crew, task),
  };
}

/** The take, or what was made over it last. */
function madeOf(task: Task): TaskId {
  const [need] = task.needs;
  if (need === undefined) throw new Error(`${task.id} is made of nothing`);
  return need;
}
