import type { Charge } from '../test/support/vendors/vendor-server.ts';
import { readAttempts } from './paid-rows.ts';
import type { PaidFilm } from './paid-world.ts';
import { run } from './strace.ts';

/** What was said of takes that were held. */
export type Said = {
  readonly id: string;
  readonly action: 'adopt' | 'resubmit' | 'wait';
  readonly what: string | null;
};

type Held = {
  readonly id: string;
  readonly task: string;
  readonly number: number;
  readonly why: string;
  readonly actions: readonly string[];
};

/**
 * What a careful person does about takes that are held: looks at the vendor's own pages, adopts the job that is there,
 * and sends again what is not, or what is there and has no name.
 */
export async function settleByHand(film: PaidFilm): Promise<readonly Said[]> {
  const { stdout } = await run(film.command('held', '--json', `${film.folder}/film.yaml`));
  const { held } = JSON.parse(stdout.toString() || '{"held":[]}') as { readonly held: readonly Held[] };
  const said: Said[] = [];
  for (const one of held) {
    if (one.why !== 'unanswered') {
      said.push({ id: one.id, action: 'wait', what: null });
      continue;
    }
    const job = findJob(film, one.id);
    const say = async (...words: readonly string[]): Promise<boolean> => {
      const argv = ['--yes', '--take', String(one.number), `${film.folder}/film.yaml`, ...words];
      return (await run(film.command('held', ...argv))).exitCode === 0;
    };
    const isAdopted = job !== null && one.actions.includes('adopt') && (await say('adopt', one.task, job.job));
    if (!isAdopted) await say('resubmit', one.task);
    said.push({ id: one.id, action: isAdopted ? 'adopt' : 'resubmit', what: job?.what ?? null });
  }
  return said;
}

/** The job that nobody has, made from these words. */
function findJob({ folder, vendor }: PaidFilm, attempt: string): Charge | null {
  const attempts = readAttempts(folder);
  const body = attempts.find(({ id }) => id === attempt)?.body ?? '';
  const known = new Set(attempts.flatMap(({ names }) => names));
  const isTheirs = ({ job, sha = '', input }: Charge): boolean =>
    !known.has(job) && !known.has(sha) && body.includes(JSON.stringify(wordsOf(input)));
  return vendor.charges().find(isTheirs) ?? null;
}

/** What it was asked for, in whichever field a vendor wants that. */
function wordsOf(asked: unknown): string {
  const { prompt, promptText, text, input } = asked as Readonly<Record<string, unknown>>;
  const parts = Array.isArray(input) ? (input as readonly { readonly text?: string }[]) : [];
  return String(prompt ?? promptText ?? text ?? parts.find((part) => part.text !== undefined)?.text ?? input);
}
