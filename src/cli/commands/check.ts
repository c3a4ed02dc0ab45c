import { readFile, rename, writeFile } from 'node:fs/promises';
import { framesToMs } from '../../model/time.ts';
import { fixStoryboard, type Change } from '../../storyboard/fix.ts';
import { problemToText } from '../../storyboard/render-problem.ts';
import { createLongtake, type Longtake, type OpenedFilm } from '../../wire.ts';
import { countToText, durationToText } from '../amounts.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { countProblems, toJsonProblem } from '../../films/problems.ts';
import { offerSchema } from '../schema-file.ts';

/** Checks storyboards, each of them whole; with `fix`, mends what is safe first. Ends with 1 when any has a mistake. */
export async function runCheck(
  context: CommandContext,
  files: readonly string[],
  options: { readonly fix: boolean; readonly allowRemote: boolean },
): Promise<ExitCode> {
  const longtake = createLongtake(context.config, undefined, context.io.network);
  const results: Checked[] = [];
  for (const file of files) results.push(await checkFile(longtake, file, options));
  const isSound = results.every((result) => result.isSound);
  if (context.json) context.io.out.write(`${JSON.stringify({ ok: isSound, files: results.map(toJsonResult) })}\n`);
  else for (const result of results) tell(context, result);
  return isSound ? EXIT.done : EXIT.input;
}

type Checked = {
  readonly opened: OpenedFilm;
  readonly changes: readonly Change[];
  readonly isSound: boolean;
};

async function checkFile(
  longtake: Longtake,
  file: string,
  { fix, allowRemote }: { readonly fix: boolean; readonly allowRemote: boolean },
): Promise<Checked> {
  const changes = fix ? await mend(file) : [];
  const opened = await longtake.open(file, { allowRemote });
  await offerSchema(file);
  const isSound = opened.plan !== null && opened.problems.every((problem) => problem.severity !== 'error');
  return { opened, changes, isSound };
}

/** Replaces the file only when something was mended, and whole or not at all. */
async function mend(file: string): Promise<readonly Change[]> {
  const text = await readText(file);
  if (text === null) return [];
  const fixed = fixStoryboard(text);
  if (fixed.text === text) return [];
  const draft = `${file}.fixed-${process.pid}`;
  await writeFile(draft, fixed.text);
  await rename(draft, file);
  return fixed.changes;
}

/** Null where there is no text to mend; reading the storyboard says why. */
async function readText(file: string): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch {
    return null;
  }
}

function toJsonResult({ opened, changes, isSound }: Checked) {
  return {
    file: opened.file,
    ok: isSound,
    problems: opened.problems.map(toJsonProblem),
    fixed: changes,
    shots: opened.plan?.shots.length ?? null,
    frames: opened.plan?.film.frames ?? null,
  };
}

function tell(context: CommandContext, { opened, changes, isSound }: Checked): void {
  const { io, paint, glyphs } = context;
  for (const change of changes) context.say(`${opened.file}:${change.line}: ${paint.green('fixed')}: ${change.what}`);
  for (const problem of opened.problems) io.err.write(`${problemToText(problem, { color: paint.isOn })}\n\n`);
  const { plan } = opened;
  const facts =
    plan === null
      ? ''
      : `, ${countToText(plan.shots.length, 'shot')}, ${durationToText(framesToMs(plan.film.frames, plan.film.fps))}`;
  if (isSound) context.say(`${paint.green(glyphs.stored)} ${opened.file}: ${countProblems(opened.problems)}${facts}`);
  else io.err.write(`${paint.red(glyphs.failed)} ${opened.file}: ${countProblems(opened.problems)}\n`);
}
