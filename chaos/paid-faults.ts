/** What a fault of a vendor does to a take in the end. */
export type Fault = {
  readonly sentence: string;
  /** The job is paid for and good for nothing: another one is made, and paid for as well. */
  readonly isPaidFailure?: boolean;
  /** The take fails: the next command shoots another one, which is not the same picture. */
  readonly isAnother?: boolean;
  /** The process does not go on by itself, and is killed once the vendor has heard of it. */
  readonly isDeaf?: boolean;
  /** The vendor says by itself what became of the job: a server stands beside the process and hears it. */
  readonly isTold?: boolean;
  /** Nothing is there, and it takes long until that is sure: the process is killed while it looks. */
  readonly isSilent?: boolean;
};

/** Everything that goes wrong at a vendor, by the name of its switch. */
const FAULTS = {
  rate_limited: { sentence: '429 without Retry-After' },
  rate_limited_wait: { sentence: '429 with Retry-After' },
  no_credit: { sentence: '402, no credit', isAnother: true },
  error_before: { sentence: '500, and nothing was accepted', isSilent: true },
  error_after: { sentence: '500, and it was accepted' },
  reset_before: { sentence: 'reset before it was accepted', isSilent: true },
  reset_after: { sentence: 'reset after it was accepted' },
  refused: { sentence: 'nobody listens', isAnother: true },
  hang: { sentence: 'accepted, and no answer comes', isDeaf: true },
  truncated: { sentence: 'half an answer' },
  html: { sentence: 'HTML with 200' },
  wrong_type: { sentence: 'an answer of another type' },
  poll_errors: { sentence: '503, 429 and a reset while it is polled' },
  backwards: { sentence: 'the status goes backwards, and is a word that nobody knows' },
  stuck: { sentence: 'a job that never ends, until the vendor is mended' },
  lost: { sentence: 'a job that nobody knows any more, until the vendor is mended' },
  moderated: { sentence: 'moderated, and charged where the vendor does so', isPaidFailure: true, isAnother: true },
  failed_charged: { sentence: 'failed and charged', isPaidFailure: true, isAnother: true },
  failed_free: { sentence: 'failed and not charged', isAnother: true },
  expired: { sentence: 'the first address has expired' },
  never_there: { sentence: 'no address is good, until the vendor is mended' },
  file_html: { sentence: 'HTML where the file should be' },
  file_truncated: { sentence: 'half a file' },
  file_halved: { sentence: 'half a file whose length is not told' },
  corrupt: { sentence: 'a file that is no video behind its head', isPaidFailure: true, isAnother: true },
  short: { sentence: 'a video that is too short', isPaidFailure: true, isAnother: true },
  only_told: { sentence: 'reset after it was accepted, and only a message of theirs tells of it', isTold: true },
  message_late: { sentence: 'a message long after the take is settled', isTold: true },
  message_twice: { sentence: 'the same message twice', isTold: true },
  message_forged: { sentence: 'forged messages, and one about the job of somebody else', isTold: true },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

export function faultOf(name: FaultName): Fault {
  return FAULTS[name];
}

/** Whether a charge bought nothing that a film could be made of. */
export function boughtNothing(fault: string | null | undefined): boolean {
  const known = FAULT_NAMES.find((name) => name === fault);
  return known !== undefined && 'isPaidFailure' in FAULTS[known];
}
