import { constants, writeFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import { runProcess } from '../../base/process.ts';
import { toId, type BlobSha } from '../../model/ids.ts';
import type { SubmitContext } from '../contract.ts';
import { failureClassSchema, type CommandBody, type CommandOperation, type CommandSettings } from './body.ts';
import { extensionOf, mayHold } from '../media-type.ts';
import { markOf, placeOf, typeOf } from './place.ts';

/** What a program may say on its standard output, as the last line that is JSON. */
const reportSchema = z.object({
  costMicros: z.int().nonnegative().nullable().default(null),
  error: z
    .object({ class: failureClassSchema.default('provider_failed'), message: z.string() })
    .nullable()
    .default(null),
});
type Report = z.infer<typeof reportSchema>;

/**
 * Runs the program once: what is asked as JSON on its standard input, copies of the files beside it, and the one place
 * where its own file belongs. What it made is kept before this returns. When it takes too long, or the signal says so, it is
 * killed together with what it started. Null when it may not be started any more, or there is no room for what it needs;
 * rejects when it cannot be. What it made stays in its place as well, until the answer is written down: whoever is killed
 * before finds it there (`left-behind.ts`).
 */
export async function runProgram(
  settings: CommandSettings,
  body: CommandBody,
  context: SubmitContext,
  environment: Readonly<Record<string, string>>,
): Promise<CommandOperation | null> {
  const { folder, output, pidFile } = placeOf(context.attempt, body.gives);
  let isMade = false;
  try {
    const files = await prepareFolder(folder, body, context).catch(() => null);
    context.signal.throwIfAborted();
    if (files === null) return null;
    const limit = AbortSignal.timeout(settings.timeoutSeconds * 1000);
    if (!context.mayLeave()) return null;
    const signal = AbortSignal.any([context.signal, limit]);
    const told = { ...body.told, files, output };
    const ran = await run(settings, { told, pidFile }, environment, signal).catch((error: unknown) => {
      context.signal.throwIfAborted();
      if (!limit.aborted) throw error;
      return null;
    });
    if (ran === null) return failed(body, null, `it was not done after ${settings.timeoutSeconds} s`);
    const { exitCode, stderr, report } = ran;
    if (report.error !== null) return failed(body, report, report.error.message);
    if (exitCode !== 0) return failed(body, report, `it ended with ${exitCode ?? 'a signal'}${lastLine(stderr)}`);
    const type = await typeOf(output);
    if (type === null) return failed(body, report, `it wrote no ${body.gives} to the place that it was told`);
    if (!mayHold(type, body.gives)) return failed(body, report, `it wrote ${type.mediaType}, and no ${body.gives}`);
    isMade = true;
    const sha = await context.keep(await readFile(output));
    return { kind: 'made', sha, mediaType: type.mediaType, costMicros: body.isFree ? 0 : report.costMicros, folder };
  } finally {
    if (!isMade) await rm(folder, { recursive: true, force: true });
  }
}

/** Copies: a program that changes its input must not change a take. */
async function prepareFolder(
  folder: string,
  { files }: CommandBody,
  { blobPath }: SubmitContext,
): Promise<Readonly<Record<string, string>>> {
  // Of the same submission, when it was cut off and cost nothing.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const copies: Record<string, string> = {};
  for (const { as, sha } of files) copies[as] = await copyOf(blobPath(toId<BlobSha>(sha)), join(folder, as));
  return copies;
}

async function run(
  settings: CommandSettings,
  { told, pidFile }: { readonly told: JsonObject; readonly pidFile: string },
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
) {
  let report: Report = { costMicros: null, error: null };
  const { exitCode, stderr } = await runProcess(settings.program, settings.arguments, {
    signal,
    cwd: settings.folder,
    env,
    // Its own children too; and Ctrl-C lets it finish what it may have paid for.
    isGroup: true,
    onStart: (pid) => {
      try {
        writeFileSync(pidFile, markOf(pid) ?? '');
      } catch {
        // Without it nobody waits for a program that outlives us; it runs all the same.
      }
    },
    feed: async (input) => {
      input.write(`${JSON.stringify(told)}\n`);
    },
    onLine: (line) => {
      report = readReport(line) ?? report;
    },
  });
  return { exitCode, stderr, report };
}

function readReport(line: string): Report | null {
  if (!line.startsWith('{')) return null;
  try {
    const parsed = reportSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function failed({ isFree }: CommandBody, report: Report | null, message: string): CommandOperation {
  const costMicros = isFree ? 0 : (report?.costMicros ?? null);
  return {
    kind: 'failed',
    class: report?.error?.class ?? 'provider_failed',
    message,
    billed: costMicros === null ? 'unknown' : costMicros === 0 ? 'no' : 'yes',
    costMicros,
  };
}

async function copyOf(blob: string, place: string): Promise<string> {
  const extension = extensionOf((await typeOf(blob))?.mediaType ?? '');
  const file = `${place}${extension}`;
  await copyFile(blob, file, constants.COPYFILE_FICLONE);
  return file;
}

const SHOWN = 300;

function lastLine(stderr: string): string {
  const line = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line}`;
}
