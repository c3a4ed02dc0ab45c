import type { Limits } from '../plan/limit.ts';
import type { CommandContext } from './context.ts';
import { toFileWord } from './shell-word.ts';
import { toDisplayText } from './display-text.ts';

/** Says before anything is made of which kept takes the film would have no use, and what to do about it. */
export function sayTooShort(context: CommandContext, file: string, { kept }: Limits): void {
  if (context.json) return;
  for (const { title, take, tooShort } of kept) {
    if (tooShort === null) continue;
    context.say(
      toDisplayText(
        `${title}: take ${take} ${tooShort}, so a placeholder stands for it. \`longtake render ${toFileWord(file)}\` shoots it again; or give the shot its earlier length.`,
      ),
    );
  }
}
