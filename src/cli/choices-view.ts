import type { Outlook, StaleSeam, StaleTake } from '../engine/api.ts';
import type { Plan } from '../model/plan.ts';
import { toDisplayText, wrapText } from './display-text.ts';
import type { Paint } from './paint.ts';
import { toFileWord } from './shell-word.ts';

export type ChoicesView = { readonly paint: Paint; readonly columns: number; readonly file: string };

/** Takes that start from a frame which is no longer there, what the seam looks like, and the three ways out. */
export function staleLines(stale: readonly StaleTake[], view: ChoicesView): readonly string[] {
  return stale.flatMap((take) => ['', ...takeLines(take, view)]);
}

/** Shots of which several takes are kept and nobody chose among them. */
export function choiceLines(plan: Plan, outlook: Outlook, { paint, columns, file }: ChoicesView): readonly string[] {
  const several = plan.tasks.filter((task) => task.kind === 'take' && task.select === null && task.takes > 1);
  const numbers = new Map(outlook.tasks.map(({ task, take }) => [task, take]));
  return several.flatMap((task) => {
    const used = numbers.get(task.id) ?? null;
    if (used === null) return [];
    const name = task.id.replace(/^take:/u, '');
    const text = `${name} has several takes, the film uses ${used}: choose with \`longtake select ${toFileWord(file)} ${name} N\``;
    return bullet(text, paint.dim('-'), columns);
  });
}

function takeLines({ shot, take, seams }: StaleTake, { paint, columns, file }: ChoicesView): readonly string[] {
  const where = seams.map(seamWords).join(', and ');
  const text = `${shot}: take ${take} was made from a frame that is no longer there: ${where}. It is kept as it is; you can`;
  const [before] = seams.filter(({ part }) => part === 'last').map(({ from }) => from);
  const ways = [
    [`longtake accept ${toFileWord(file)} ${shot}`, 'leave the seam as it is, and hear no more of it'],
    ...(before === undefined || shot.includes('.')
      ? []
      : [[`out: "bridge 2s: …"`, `write it in ${before}: a bridge leads from one to the other`]]),
    [`longtake retake ${toFileWord(file)} ${shot}`, 'shoot it again from the new frame'],
  ];
  const width = Math.max(...ways.map(([command = '']) => command.length));
  return [
    ...bullet(text, paint.yellow('!'), columns),
    ...ways.map(([command = '', why = '']) => `      ${command.padEnd(width)}  ${paint.dim(why)}`),
  ];
}

/** `the last of a (SSIM 0.41, ΔE 12.3)`. */
function seamWords({ from, part, ssim, deltaE }: StaleSeam): string {
  const measured =
    ssim === null || deltaE === null
      ? 'not measured yet'
      : `SSIM ${ssim.toFixed(2)}, ΔE ${deltaE.toFixed(1)} across the cut`;
  return `the ${part} of ${toDisplayText(from)} is another now (${measured})`;
}

function bullet(text: string, sign: string, columns: number): readonly string[] {
  const [first = '', ...rest] = wrapText(text, Math.max(20, columns - 4));
  return [`  ${sign} ${first}`, ...rest.map((line) => `    ${line}`)];
}
