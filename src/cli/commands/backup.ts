import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { listIncludedFiles } from '../../storyboard/included-files.ts';
import { toLockFile } from '../../storyboard/lock-file.ts';
import { createLongtake, type OpenedFilm } from '../../wire.ts';
import { bytesToText, countToText } from '../amounts.ts';
import type { CommandContext } from '../context.ts';
import { toDisplayPath } from '../display-path.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

/** Writes everything of a film that cannot be made again for nothing into a folder or an archive. */
export async function runBackup(
  context: CommandContext,
  file: string,
  { out }: { readonly out: string },
): Promise<ExitCode> {
  const longtake = createLongtake(context.config, undefined, context.io.network);
  const opened = await longtake.open(file);
  const mistakes = opened.problems.filter(({ severity }) => severity === 'error').length;
  const files = await listFiles(file, opened.assets);
  const result = await longtake.engine(opened).backup({ name: opened.name, files, out: resolve(out) });
  if (context.json) {
    context.io.out.write(`${JSON.stringify({ ...result, mistakes })}\n`);
    return EXIT.done;
  }
  if (mistakes > 0)
    context.io.err.write(
      `The storyboard has ${countToText(mistakes, 'mistake')}: a file that it names may be missing from the backup (\`longtake check\`).\n`,
    );
  context.say(
    `${toDisplayPath(out)}: ${countToText(result.files, 'file')}, ${bytesToText(result.sizeBytes)}, written and read back.`,
  );
  return EXIT.done;
}

/** The storyboard, what it includes and names, and its lock file, by their paths below the storyboard's folder. */
async function listFiles(file: string, assets: OpenedFilm['assets']) {
  const folder = dirname(resolve(file));
  const lock = toLockFile(file);
  const all = [
    { path: basename(file), absolutePath: resolve(file) },
    ...(existsSync(lock) ? [{ path: basename(lock), absolutePath: resolve(lock) }] : []),
    ...(await listIncludedFiles(file)),
    ...assets.map((asset) => ({
      // What was fetched is kept in the workspace; what is linked to is put where it is named.
      path: isUrl(asset.file) ? below(folder, asset.absolutePath) : below(folder, resolve(folder, asset.file)),
      absolutePath: asset.absolutePath,
    })),
  ];
  return [...new Map(all.map((one) => [one.path, one])).values()];
}

function isUrl(file: string): boolean {
  return /^https?:\/\//iu.test(file);
}

function below(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
