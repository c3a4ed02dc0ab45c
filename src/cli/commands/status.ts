import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilmCosts, FilmStatus } from '../../engine/api.ts';
import { InputError } from '../../model/error.ts';
import { toName } from '../../storyboard/load.ts';
import { createLongtake } from '../../wire.ts';
import { staleLines } from '../choices-view.ts';
import type { CommandContext } from '../context.ts';
import { costLines } from '../costs-view.ts';
import { toAscii } from '../display-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { statusLines } from '../status-view.ts';
import { mustExist } from '../storyboard-file.ts';

/** Shows where films stand; reads beside a render that is going on. Without a file: every storyboard of the folder. */
export async function runStatus(
  context: CommandContext,
  file: string | null,
  { costs = false }: { readonly costs?: boolean } = {},
): Promise<ExitCode> {
  const files = file === null ? await findStoryboards(context.io.cwd) : [await mustExist(file)];
  const longtake = createLongtake(context.config);
  if (costs) return await showCosts(context, files);
  const statuses: FilmStatus[] = [];
  for (const one of files) {
    const name = toName(one);
    statuses.push(await longtake.engine({ file: one, name, assets: [] }).status(name));
  }
  if (context.json) {
    context.io.out.write(`${JSON.stringify(file === null ? { films: statuses } : statuses[0])}\n`);
    return EXIT.done;
  }
  const columns = context.io.out.isTerminal ? context.io.out.columns() : PIPED_COLUMNS;
  for (const [index, status] of statuses.entries()) {
    for (const line of statusLines(status, context)) context.io.out.write(`${line}\n`);
    const view = { paint: context.paint, columns, file: files[index] ?? status.name };
    for (const line of staleLines(status.stale, view))
      context.io.out.write(`${context.glyphs.isAscii ? toAscii(line) : line}\n`);
  }
  return EXIT.done;
}

/** What every film has cost. */
async function showCosts(context: CommandContext, files: readonly string[]): Promise<ExitCode> {
  const longtake = createLongtake(context.config);
  const columns = context.io.out.isTerminal ? context.io.out.columns() : PIPED_COLUMNS;
  const all: FilmCosts[] = [];
  for (const file of files)
    all.push(await longtake.engine({ file, name: toName(file), assets: [] }).costs(toName(file)));
  if (context.json) {
    context.io.out.write(`${JSON.stringify(all.length === 1 ? all[0] : { films: all })}\n`);
    return EXIT.done;
  }
  for (const film of all) {
    context.io.out.write(`${context.paint.bold(film.name)}\n`);
    for (const line of costLines(film, context, columns))
      context.io.out.write(`${context.glyphs.isAscii ? toAscii(line) : line}\n`);
  }
  return EXIT.done;
}

/** Files that begin as storyboards do. @throws InputError when the folder has none. */
async function findStoryboards(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/iu.test(name) && !/\.lock\.ya?ml$/iu.test(name));
  const found: string[] = [];
  for (const name of names.toSorted()) {
    const path = join(folder, name);
    const text = await readFile(path, 'utf8').catch(() => '');
    if (/^longtake:/mu.test(text)) found.push(path);
  }
  if (found.length > 0) return found;
  throw new InputError({
    code: 'storyboard_missing',
    message: `${folder} has no storyboard. Name one, or make one with \`longtake new DIR\`.`,
  });
}

/** A file or pipe has no width; nothing needs to be cut for it. */
const PIPED_COLUMNS = 160;
