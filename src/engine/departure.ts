import type { Clock } from '../base/clock.ts';
import { EnvironmentError } from '../model/error.ts';
import type { Failure } from '../model/generation.ts';
import type { MayLeave } from '../providers/contract.ts';
import type { Workspace } from '../store/workspace.ts';
import { ownFailure } from './failures.ts';

/**
 * How long the right to send lasts, from before it is written down to the first byte. A name is looked up and a socket
 * opened in ten seconds at most; whoever takes longer stood still, and the world may have gone on without it. Providers
 * that are asked what became of a submission wait longer than this before they call it absent.
 */
export const FRESH_MS = 30_000;

/**
 * The right to send one submission, once, for a while. A process that was stopped between the intent and the POST, or
 * slept with its computer, or whose workspace was taken over by another, has lost it when it wakes up.
 */
export type Departure = {
  /** For the last moment before the first byte. */
  readonly mayLeave: MayLeave;
  /** Why nothing was sent: the failure to tell, or null where it may have been sent. @throws where the workspace is lost. */
  readonly missed: () => Failure | null;
  /** When it began to run, by the clock that nobody can set. */
  readonly fromMs: number;
};

/** To be made before the right is claimed in the journal: time begins to run here. */
export function createDeparture(clock: Clock, workspace: Pick<Workspace, 'folder' | 'isOurs'>): Departure {
  const fromMs = clock.uptimeMs();
  let refused: 'late' | 'lost' | null = null;
  let hasLeft = false;
  return {
    fromMs,
    mayLeave: () => {
      if (!workspace.isOurs()) refused = 'lost';
      else if (clock.uptimeMs() - fromMs > FRESH_MS) refused = 'late';
      else {
        hasLeft = true;
        return true;
      }
      return false;
    },
    missed: () => {
      if (hasLeft || refused === null) return null;
      if (refused === 'lost') throw workspaceLost(workspace.folder);
      return ownFailure(
        'unavailable',
        'This computer stood still between writing the submission down and sending it.',
        'Nothing was sent; it is tried again by itself.',
      );
    },
  };
}

/** What is written down from here on would be about another process's work. */
export function workspaceLost(folder: string): EnvironmentError {
  return new EnvironmentError({
    code: 'workspace_lost',
    message: `The lock in ${folder} was taken away while this render stood still: another longtake may work there by now. Run the same command again.`,
  });
}
