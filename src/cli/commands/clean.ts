import type { CleanResult } from '../../engine/api.ts';
import { toName } from '../../storyboard/load.ts';
import { createLongtake } from '../../wire.ts';
import { bytesToText, countToText } from '../amounts.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { mustExist } from '../storyboard-file.ts';

/** Makes room: removes derived files and what a killed process left; never a take. */
export async function runClean(
  context: CommandContext,
  file: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<ExitCode> {
  await mustExist(file);
  const engine = createLongtake(context.config).engine({ file, name: toName(file), assets: [] });
  const result = await engine.clean(dryRun);
  if (context.json) context.io.out.write(`${JSON.stringify({ dryRun, ...result })}\n`);
  else context.say(toSentence(result, dryRun));
  return EXIT.done;
}

function toSentence({ removed, kept }: CleanResult, isDry: boolean): string {
  const takes = kept.files === 0 ? '' : ` What takes need is kept: ${amount(kept)}.`;
  if (removed.files === 0) return `Nothing to clean.${takes}`;
  const verb = isDry ? 'Would remove' : 'Removed';
  return `${verb} ${amount(removed)} that the next render makes again for nothing, of every film in this folder.${takes}`;
}

function amount({ files, sizeBytes }: CleanResult['kept']): string {
  return `${countToText(files, 'file')}, ${bytesToText(sizeBytes)}`;
}
