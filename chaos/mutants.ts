import type { Course } from './paid-disasters.ts';
import { faulty, killedAt } from './paid-disasters.ts';
import type { Patch } from './patches/patch.ts';

/** The product with one of its laws broken. A campaign that does not notice is no campaign. */
export type Mutant = {
  readonly name: string;
  readonly vendor: string;
  readonly patches: readonly Patch[];
  readonly course: Course;
  /** What must be found: a second payment, or words of the judge. */
  readonly finds: 'a second payment' | RegExp;
};

const EFFECTS = 'src/engine/take-effects.ts';
const SUBMIT = 'src/engine/submit-take.ts';
const SENDING = 'if (!(await beginSending(crew.workspace.db, attempt.id, sending))) {';
const NOTHING_THERE = "ownFailure('unavailable', 'It is not there, surely.')";

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'what got no answer is sent again',
    vendor: 'fal',
    patches: [
      {
        file: SUBMIT,
        find: "case 'ambiguous':\n      holdSlot(",
        put: `case 'ambiguous':\n      return rejected(crew, attempt, take, ${NOTHING_THERE});\n      holdSlot(`,
      },
    ],
    course: faulty('reset_after', 0),
    finds: 'a second payment',
  },
  {
    name: 'a new key for every try',
    vendor: 'comfyui',
    patches: [
      {
        file: 'src/providers/comfyui/body.ts',
        find: '`longtake ${attempt}`',
        put: '`longtake ${attempt} ${Math.random()}`',
      },
    ],
    course: faulty('reset_after', 0),
    finds: 'a second payment',
  },
  {
    name: 'the intent is written after the POST',
    vendor: 'replicate',
    patches: [
      { file: SUBMIT, find: SENDING, put: 'if (false) {' },
      {
        file: SUBMIT,
        find: "switch (answer.status) {\n    case 'accepted':",
        put: `globalThis.chaosPoint('answered'); await beginSending(crew.workspace.db, attempt.id, sending);
  switch (answer.status) {\n    case 'accepted':`,
      },
    ],
    course: killedAt('answered', 1),
    finds: 'a second payment',
  },
  {
    name: 'a file gets its name before it is whole',
    vendor: 'videos-api',
    patches: [
      {
        file: 'src/store/blobs.ts',
        find: 'await rename(file, pathOf(sha));',
        put: `{ const { readFile, writeFile } = await import('node:fs/promises'); const bytes = await readFile(file);
    await writeFile(pathOf(sha), bytes.subarray(0, bytes.length >> 1)); globalThis.chaosPoint('file renamed');
    await rename(file, pathOf(sha)); }`,
      },
    ],
    course: killedAt('file renamed', 1),
    finds: /is not what it was|the render ends with/u,
  },
  {
    name: 'what nobody can tell about is paid for again',
    vendor: 'runway',
    patches: [
      {
        file: EFFECTS,
        find: "case 'unknown': {",
        put: `case 'unknown': {
      return outcome({ type: 'take.absent', failure: ${NOTHING_THERE} }, settling(attempt, ${NOTHING_THERE}));`,
      },
    ],
    course: faulty('reset_after', 0),
    finds: 'a second payment',
  },
  {
    name: 'a deadline forgets the job',
    vendor: 'replicate',
    patches: [
      {
        file: EFFECTS,
        find: "billed: 'unknown',\n        };\n        return outcome({ type: 'take.overdue'",
        put: `billed: 'no',
        };
        return outcome({ type: 'take.failed', failure }, settling(attempt, failure));
        return outcome({ type: 'take.overdue'`,
      },
    ],
    course: faulty('stuck', 0),
    // What is shot instead may be the same take or the next one: either way the job is charged and written down as free.
    finds: /billed no\) where \d+ was charged/u,
  },
  {
    name: 'the name of a job is not kept',
    vendor: 'fal',
    patches: [
      {
        file: SUBMIT,
        find: 'saveOperation(db, attempt.id, answer.operation, nowMs, answer.quotedMicros)',
        put: 'Promise.resolve()',
      },
    ],
    course: killedAt('operation written', 1),
    finds: /known to no attempt/u,
  },
];
