import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { corrupted } from '../test/support/vendors/job-book.ts';
import { createVendorMedia } from '../test/support/vendors/vendor-media.ts';
import type { Charge } from '../test/support/vendors/vendor-server.ts';

/**
 * A program of somebody's own that costs seven cents a run, and keeps a book of it.
 * Usage: node paid-program.ts LEDGER FAULTS MEDIA; `FAULTS` is a folder with one empty file for each fault to come.
 */
const [ledger = '', faults = '', media = ''] = process.argv.slice(2);
const parent = process.ppid;
const PRICE_MICROS = 70_000;

type Told = {
  readonly request: { readonly prompt: string; readonly seed: number; readonly fps: number };
  readonly lengthMs: number;
  readonly files: Readonly<Record<string, string>>;
  readonly output: string;
};

const told: Told = JSON.parse(readFileSync(0, 'utf8')) as Told;
const { request, lengthMs, output } = told;
const fault = nextFault();
if (fault === 'no_credit') report({ costMicros: 0, error: { class: 'quota', message: 'no credit' } });
else if (fault === 'rate_limited') report({ costMicros: 0, error: { class: 'rate_limited', message: 'too many' } });
else if (fault === 'failed_free') report({ costMicros: 0, error: { message: 'out of memory' } });
else await shoot();

async function shoot(): Promise<void> {
  const contents = Object.values(told.files).map((file) => sha256(readFileSync(file)));
  const what = sha256(JSON.stringify([request, lengthMs, contents])).slice(0, 16);
  const { video } = await createVendorMedia(media, 90);
  const seconds = fault === 'short' ? 0.2 : lengthMs / 1000;
  const whole = await video({ key: what, seconds, fps: 12, ratio: 16 / 9, hasSound: false, start: null });
  const bytes = fault === 'corrupt' ? corrupted(whole) : whole;
  const sha = sha256(bytes);
  charge({ job: sha, sha, what, endpoint: 'program', chargedMicros: PRICE_MICROS, input: request, fault });
  if (fault === 'hang') hang();
  // Who failed has made no file that it could be known by: its message names the run, as the book does.
  else if (fault === 'moderated') report({ costMicros: PRICE_MICROS, error: { class: 'moderation', message: sha } });
  else if (fault === 'failed_charged') report({ costMicros: PRICE_MICROS, error: { message: sha } });
  else {
    writeFileSync(output, bytes);
    report({ costMicros: PRICE_MICROS });
  }
}

/** For as long as somebody waits for it. */
function hang(): void {
  setInterval(() => {
    if (process.ppid !== parent || parent === 1) process.exit(1);
  }, 100);
}

function nextFault(): string | null {
  const [name] = existsSync(faults) ? readdirSync(faults) : [];
  if (name === undefined) return null;
  rmSync(join(faults, name));
  return name;
}

function report(json: unknown): void {
  process.stdout.write(`${JSON.stringify(json)}\n`);
}

/** Who is paid loses nothing when somebody's process dies. */
function charge(line: Charge): void {
  const file = openSync(ledger, 'a');
  writeSync(file, `${JSON.stringify(line)}\n`);
  fsyncSync(file);
  closeSync(file);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
