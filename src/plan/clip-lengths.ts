import type { Problem } from '../model/problem.ts';
import type { Asset, Storyboard } from '../model/storyboard.ts';
import { durationOf } from './inherit.ts';
import { errorAt } from './problems.ts';

/** How long footage is, by its file as written. */
export type ClipLengths = { readonly clipsMs: ReadonlyMap<string, number>; readonly problems: readonly Problem[] };

/**
 * Measures the footage of shots that are as long as their clip, and what is sent to a model, which is paid for whole; of
 * no other. `measureMs` is handed in and answers null for what holds no moving picture: a shot that is to be as long as
 * that needs a length of its own.
 */
export async function measureClips(
  storyboard: Storyboard,
  assets: readonly Asset[],
  measureMs: (asset: Asset) => Promise<number | null>,
): Promise<ClipLengths> {
  const found = new Map(assets.map((asset) => [asset.file, asset]));
  const clipsMs = new Map<string, number>();
  const problems: Problem[] = [];
  for (const shot of storyboard.scenes.flatMap((scene) => scene.shots)) {
    const footage = shot.clip ?? shot.perform;
    const asset = footage === null ? undefined : found.get(footage);
    const isLength = shot.clip !== null && durationOf(shot, storyboard).kind === 'auto';
    const isSent = shot.restyle !== null || shot.perform !== null || shot.finish.length > 0;
    if (asset === undefined || !(isLength || isSent)) continue;
    const lengthMs = clipsMs.get(asset.file) ?? (await measureMs(asset));
    if (lengthMs !== null) clipsMs.set(asset.file, lengthMs);
    else if (isLength) problems.push(lengthless(asset.file, [...shot.path, 'clip']));
  }
  return { clipsMs, problems };
}

function lengthless(file: string, path: Problem['path']): Problem {
  return errorAt({
    code: 'clip_without_length',
    path,
    message: `\`${file}\` holds no moving picture that can be read, so it gives the shot no length`,
    expected: 'a video file, whole and readable',
    fix: 'name another file, or show a still picture with `start: image PATH` and a `duration`',
  });
}
