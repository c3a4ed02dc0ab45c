import type { JsonObject } from '../base/json.ts';
import type { SoundPart, SoundRequest, Stretch } from '../media/media.ts';
import { toId, type BlobSha, type TaskId } from '../model/ids.ts';
import type { MusicPlan, Segment, ShotPlan, SpeechPlan, Task } from '../model/plan.ts';
import { msToWholeFrames } from '../model/time.ts';
import { saveResult } from '../store/results.ts';
import { conformResult } from './conform.ts';
import { findTask, temporaryPath, type Crew } from './crew.ts';
import { ifMade } from './not-made.ts';
import { layBed } from './lay-bed.ts';
import { derivedFingerprint, findSelect, findUsableResult, requireBlob } from './results.ts';

/** Stretches that are encoded side by side. */
const STRETCHES_AT_ONCE = 2;

/** What is heard in a film, and its stretches as they are kept. */
export type MixedSound = { readonly sound: SoundRequest; readonly stretches: readonly EncodedStretch[] };
export type EncodedStretch = { readonly stretch: Stretch; readonly sha: BlobSha };

/**
 * The film's one continuous sound: takes' own sound, speech and beds, mixed and encoded in stretches, each of which is
 * kept by what is heard in it. Shots that are missing are silent.
 */
export async function mixSound(
  crew: Crew,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<MixedSound> {
  const sound = await soundRequest(crew, signal);
  const stretches = crew.media.stretches(sound);
  const encoded: EncodedStretch[] = [];
  const waiting = [...stretches];
  const work = async (): Promise<void> => {
    for (let stretch = waiting.shift(); stretch !== undefined; stretch = waiting.shift()) {
      encoded.push({ stretch, sha: await encodedStretch(crew, sound, stretch, signal) });
      onProgress(encoded.length / stretches.length);
    }
  };
  await Promise.all(Array.from({ length: STRETCHES_AT_ONCE }, work));
  return { sound, stretches: encoded.toSorted((a, b) => a.stretch.index - b.stretch.index) };
}

/** Everything that is heard, laid on the film's frames. */
async function soundRequest(crew: Crew, signal: AbortSignal): Promise<SoundRequest> {
  const parts: SoundPart[] = [];
  for (const shot of crew.plan.shots) parts.push(...(await takeSound(crew, shot)));
  for (const segment of crew.plan.film.segments) parts.push(...(await bridgeSound(crew, segment)));
  for (const line of crew.plan.speech) parts.push(...(await speechSound(crew, line)));
  for (const bed of crew.plan.music) parts.push(...(await bedSound(crew, bed, signal)));
  return { fps: crew.house.fps, frames: crew.plan.film.frames, parts };
}

/** Whether a line or music that the film is to have is not made: a film that is silent there is not complete. */
export async function lacksSound(crew: Crew): Promise<boolean> {
  const beds = crew.plan.music.flatMap(({ source }) => (source.kind === 'task' ? source.task : []));
  for (const task of [...crew.plan.speech.map((line) => line.task), ...beds]) {
    const take = await findSelect(crew.workspace.db, crew.plan, findTask(crew, task));
    if (take === null || take.sha === null) return true;
  }
  return false;
}

async function encodedStretch(
  crew: Crew,
  sound: SoundRequest,
  stretch: Stretch,
  signal: AbortSignal,
): Promise<BlobSha> {
  const fingerprint = derivedFingerprint(crew, 'stretch', { key: stretch.key });
  const known = await findUsableResult(crew, fingerprint);
  if (known !== null) return requireBlob(known, 'stretch', toId<TaskId>('sound'));
  const out = temporaryPath(crew, '.aac');
  await crew.media.encodeStretch(sound, stretch, out, signal);
  const { sha } = await crew.workspace.blobs.adopt(out);
  const result: JsonObject = { blobs: { stretch: sha } };
  await saveResult(crew.workspace.db, fingerprint, 'stretch', result, crew.clock.nowMs());
  return sha;
}

async function takeSound(crew: Crew, shot: ShotPlan): Promise<readonly SoundPart[]> {
  if (shot.nativeAudio === 'mute') return [];
  const [made] = findTask(crew, toId<TaskId>(`conform:${shot.id}`)).needs;
  if (made?.startsWith('finish:') === true) return soundBeneath(crew, shot);
  if (isVoice(findTask(crew, toId<TaskId>(`take:${shot.id}`)))) return [];
  const result = await conformedIfStored(crew, toId<TaskId>(`conform:${shot.id}`));
  if (result === null || result['hasSound'] !== true) return [];
  const sha = requireBlob(result, 'sound', toId<TaskId>(`conform:${shot.id}`));
  return [
    {
      source: { kind: 'pcm', file: crew.workspace.blobs.path(sha) },
      sha,
      fromFrame: shot.fromFrame,
      frames: shot.frames,
      skipFrames: 0,
      fadeInFrames: shot.headFrames,
      fadeOutFrames: shot.tailFrames,
      gainDb: 0,
    },
  ];
}

/**
 * Of a take that was worked over, the sound is the one that it was shot with: who syncs lips returns the voice, which the
 * film speaks itself, and who makes frames may return none.
 */
async function soundBeneath(crew: Crew, shot: ShotPlan): Promise<readonly SoundPart[]> {
  const conformed = await conformedIfStored(crew, toId<TaskId>(`conform:${shot.id}`));
  const take = await findSelect(crew.workspace.db, crew.plan, findTask(crew, toId<TaskId>(`take:${shot.id}`)));
  if (conformed === null || take === null || take.sha === null || (take.facts?.['audio'] ?? null) === null) return [];
  return [
    {
      source: { kind: 'encoded', file: crew.workspace.blobs.path(take.sha) },
      sha: take.sha,
      fromFrame: shot.fromFrame,
      frames: shot.frames,
      skipFrames: shot.skipHeadFrames,
      fadeInFrames: shot.headFrames,
      fadeOutFrames: shot.tailFrames,
      gainDb: 0,
    },
  ];
}

/** What an avatar says is what the film says anyway. */
function isVoice({ request }: Task): boolean {
  return request?.request.kind === 'video' && request.request.mode === 'avatar';
}

async function bridgeSound(crew: Crew, segment: Segment): Promise<readonly SoundPart[]> {
  if (segment.kind !== 'seam') return [];
  const join = crew.plan.joins[segment.join];
  if (join?.join.kind !== 'bridge' || join.task === null) return [];
  const result = await conformedIfStored(crew, join.task);
  if (result === null || result['hasSound'] !== true) return [];
  const sha = requireBlob(result, 'sound', join.task);
  return [
    {
      source: { kind: 'pcm', file: crew.workspace.blobs.path(sha) },
      sha,
      fromFrame: segment.fromFrame,
      frames: segment.frames,
      skipFrames: 0,
      fadeInFrames: 0,
      fadeOutFrames: 0,
      gainDb: 0,
    },
  ];
}

async function speechSound(crew: Crew, line: SpeechPlan): Promise<readonly SoundPart[]> {
  const take = await findSelect(crew.workspace.db, crew.plan, findTask(crew, line.task));
  if (take === null || take.sha === null) return [];
  return [
    {
      source: { kind: 'encoded', file: crew.workspace.blobs.path(take.sha) },
      sha: take.sha,
      fromFrame: line.fromFrame,
      frames: line.frames,
      skipFrames: 0,
      fadeInFrames: 0,
      fadeOutFrames: 0,
      gainDb: 0,
    },
  ];
}

async function bedSound(crew: Crew, bed: MusicPlan, signal: AbortSignal): Promise<readonly SoundPart[]> {
  const sha = await bedSha(crew, bed);
  if (sha === null) return [];
  const file = crew.workspace.blobs.path(sha);
  const { frames } = crew.plan.film;
  const own = bed.role === 'ambience' ? await lengthFrames(crew, file, signal) : frames;
  return layBed({ filmFrames: frames, ownFrames: own, edgeFrames: bed.fadeFrames, fps: crew.house.fps }).map(
    (place) => ({
      source: { kind: 'encoded', file },
      sha,
      ...place,
      skipFrames: 0,
      gainDb: bed.levelDb,
    }),
  );
}

/** Whole frames of sound in a file; 0 where it has none. */
async function lengthFrames(crew: Crew, file: string, signal: AbortSignal): Promise<number> {
  const { audio } = await crew.media.inspect(file, signal);
  return audio === null ? 0 : msToWholeFrames(audio.durationMs, crew.house.fps);
}

async function bedSha(crew: Crew, bed: MusicPlan): Promise<BlobSha | null> {
  const source = bed.source;
  if (source.kind === 'task')
    return (await findSelect(crew.workspace.db, crew.plan, findTask(crew, source.task)))?.sha ?? null;
  const asset = crew.assets.find((one) => one.file === source.file);
  return asset === undefined ? null : (await crew.workspace.blobs.copy(asset.absolutePath)).sha;
}

async function conformedIfStored(crew: Crew, id: TaskId): Promise<JsonObject | null> {
  const task = findTask(crew, id);
  const take = await findSelect(
    crew.workspace.db,
    crew.plan,
    findTask(crew, toId<TaskId>(id.replace(/^conform:/u, 'take:'))),
  );
  return take === null ? null : ifMade(conformResult(crew, task));
}
