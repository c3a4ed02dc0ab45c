import { InvalidArgumentError, type Command } from 'commander';
import type { Micros } from '../model/money.ts';
import type { CommandContext } from './context.ts';
import type { ExitCode } from './exit-code.ts';

/** How `program.ts` makes a command, reads shared options and runs one. */
export type Commands = {
  readonly withJson: (usage: string, description: string) => Command;
  readonly run: (raw: RawCommon, action: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;
  readonly allowRemote: readonly [flags: string, description: string];
  readonly toMicros: (text: string) => Micros;
  readonly toTakes: (text: string) => number;
};

type RawCommon = { readonly color?: boolean; readonly quiet?: boolean; readonly json?: boolean };
type Raw = RawCommon & { readonly allowRemote?: boolean; readonly preview?: boolean; readonly out?: string };
type RawRetake = Raw & {
  readonly prompt?: string;
  readonly model?: string;
  readonly seed?: number;
  readonly takes?: number;
  readonly maxCost?: Micros;
  readonly yes?: boolean;
  readonly acceptGates?: boolean;
};

type RawSelect = Raw & { readonly render?: boolean; readonly acceptGates?: boolean };
type RawHeld = RawCommon & { readonly take?: number; readonly yes?: boolean };

const HELD = `
Actions:
  adopt SHOT JOB   it is there, under this name on the provider's own page: fetch it, pay nothing more
  resubmit SHOT    send it once more, and pay for it once more
  abandon SHOT     give it up; what it may have cost counts as spent`;
const PREVIEW = ['--preview', 'of the film that --preview draws'] as const;
const OUT = ['-o, --out <film>', 'where the film goes (default: beside the storyboard)'] as const;

/** The commands for shooting one shot again and for choosing among its takes. */
export function addTakeCommands({ withJson, run, allowRemote, toMicros, toTakes }: Commands): void {
  withJson('retake <file> <shot>', 'shoot one shot again, and cut the film with the new take')
    .option('--prompt <text>', 'what happens in it, in the place of its action')
    .option('--model <model>', 'shoot it with this model, as provider:model')
    .option('--seed <n>', 'a seed of your choice', toSeed)
    .option('--takes <n>', 'so many candidates at once', toTakes)
    .option('--max-cost <usd>', 'spend at most this much in this render', toMicros)
    .option('-y, --yes', 'do not ask before money is spent')
    .option('--accept-gates', 'use takes that only failed their gates, also earlier ones')
    .option(...OUT)
    .option(...PREVIEW)
    .option(...allowRemote)
    .action(async (file: string, shot: string, raw: RawRetake) =>
      run(raw, async (context) =>
        (await import('./commands/retake.ts')).runRetake(context, file, shot, {
          out: raw.out ?? null,
          preview: raw.preview ?? false,
          prompt: raw.prompt ?? null,
          model: raw.model ?? null,
          seed: raw.seed ?? null,
          takes: raw.takes ?? 1,
          maxCostMicros: raw.maxCost ?? null,
          yes: raw.yes ?? false,
          acceptGates: raw.acceptGates ?? false,
          allowRemote: raw.allowRemote ?? false,
        }),
      ),
    );

  withJson('select <file> <shot> <take>', 'let the film use this take of a shot, and cut it anew')
    .option('--no-render', 'only write the choice down')
    .option('--accept-gates', 'also one that only failed its gates, for good')
    .option(...OUT)
    .option(...PREVIEW)
    .option(...allowRemote)
    .action(async (file: string, shot: string, take: string, raw: RawSelect) =>
      run(raw, async (context) =>
        (await import('./commands/select.ts')).runSelect(context, file, shot, toNumber(take), {
          out: raw.out ?? null,
          preview: raw.preview ?? false,
          render: raw.render ?? true,
          acceptGates: raw.acceptGates ?? false,
          allowRemote: raw.allowRemote ?? false,
        }),
      ),
    );

  withJson('accept <file> <shot>', 'let a take be that starts from another frame than the shot before it now shows')
    .option(...PREVIEW)
    .option(...allowRemote)
    .action(async (file: string, shot: string, raw: Raw) =>
      run(raw, async (context) =>
        (await import('./commands/accept.ts')).runAccept(context, file, shot, {
          preview: raw.preview ?? false,
          allowRemote: raw.allowRemote ?? false,
        }),
      ),
    );

  withJson(
    'held <file> [action] [shot] [job]',
    'takes that may or may not exist and be paid for: list them, or settle one',
  )
    .option('--take <n>', 'which take of the shot, where several are held', toNumber)
    .option('-y, --yes', 'do not ask before money is spent')
    .addHelpText('after', HELD)
    .action(
      async (
        file: string,
        action: string | undefined,
        shot: string | undefined,
        job: string | undefined,
        raw: RawHeld,
      ) =>
        run(raw, async (context) =>
          (await import('./commands/held.ts')).runHeld(context, file, {
            action: action ?? null,
            shot: shot ?? null,
            job: job ?? null,
            take: raw.take ?? null,
            yes: raw.yes ?? false,
          }),
        ),
    );

  withJson('takes <file> [shot]', 'list every take, of the film or of one shot')
    .option(...PREVIEW)
    .option(...allowRemote)
    .action(async (file: string, shot: string | undefined, raw: Raw) =>
      run(raw, async (context) =>
        (await import('./commands/takes.ts')).runTakes(context, file, shot ?? null, {
          preview: raw.preview ?? false,
          allowRemote: raw.allowRemote ?? false,
        }),
      ),
    );
}

function toSeed(text: string): number {
  const seed = /^\d{1,10}$/u.test(text) ? Number(text) : -1;
  if (seed < 0 || seed > 2_147_483_647) throw new InvalidArgumentError('Write a whole number from 0 to 2147483647.');
  return seed;
}

function toNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/u.test(text))
    throw new InvalidArgumentError(`"${text}" is no take: write its number, such as 2.`);
  return Number(text);
}
