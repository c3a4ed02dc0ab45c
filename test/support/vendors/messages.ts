import type { Desk, Message } from './vendor-server.ts';

/** What a vendor makes of a message about a job; `isForged`: signed by somebody else. */
export type Sign = (job: string, isForged: boolean) => Message;

/** A job's messages go to the address that came with its submission, when the job is done; some vendors stumble. */
export function tellOfJob(
  desk: Desk,
  {
    address,
    job,
    fault,
    runMs,
    sign,
  }: { address: string | null; job: string; fault: string | null; runMs: number; sign: Sign },
): void {
  if (address === null) return;
  switch (fault ?? '') {
    case 'stuck':
    case 'hang':
      return;
    case 'message_forged':
      desk.tell(address, () => sign('another-job-1', true), 0);
      desk.tell(address, () => sign('another-job-2', false), runMs / 2);
      break;
    case 'message_twice':
      desk.tell(address, () => sign(job, false), runMs);
      break;
    default:
  }
  desk.tell(address, () => sign(job, false), fault === 'message_late' ? LATE_MS : runMs);
}

/** When any take is long settled. */
const LATE_MS = 60_000;
