import { createStage, type Stage, type StageOptions } from './stage.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A stage in a folder of its own; with another one's `folder`, what a new process sees there. */
export async function openStage({
  folder,
  ...options
}: StageOptions & { readonly folder?: string } = {}): Promise<Stage> {
  return createStage(folder ?? (await temporaryFolder()), options);
}
