import { EnvironmentError } from '../model/error.ts';
import type { Task } from '../model/plan.ts';
import { conformFingerprint } from './conform.ts';
import type { Crew } from './crew.ts';
import { findUsableResult } from './results.ts';
import { seamFingerprint } from './seam.ts';

/** Whether derived work was done before; what cannot be told yet is begun, and says itself what is wrong. */
export async function isMade(crew: Crew, task: Task): Promise<boolean> {
  if (task.kind !== 'conform' && task.kind !== 'seam') return false;
  try {
    const fingerprint = await (task.kind === 'conform' ? conformFingerprint(crew, task) : seamFingerprint(crew, task));
    return (await findUsableResult(crew, fingerprint)) !== null;
  } catch (thrown) {
    if (thrown instanceof EnvironmentError) throw thrown;
    return false;
  }
}
