import { join, resolve } from 'node:path';
import { restoreBackup } from '../../store/restore.ts';
import type { CommandContext } from '../context.ts';
import { toDisplayPath } from '../display-path.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { toShellWord } from '../shell-word.ts';

/** Puts a backup into a new folder, checked file by file. */
export async function runRestore(
  context: CommandContext,
  backup: string,
  { out }: { readonly out: string },
): Promise<ExitCode> {
  const manifest = await restoreBackup(resolve(backup), resolve(out));
  const storyboard = join(out, manifest.storyboard);
  if (context.json)
    context.io.out.write(`${JSON.stringify({ storyboard: resolve(storyboard), files: manifest.files.length })}\n`);
  else context.say(`Restored. Go on with: longtake render ${toShellWord(toDisplayPath(storyboard))}`);
  return EXIT.done;
}
