import type { Config } from '../config.ts';
import type { Io } from './io.ts';
import type { Paint } from './paint.ts';
import type { Glyphs } from './progress/glyphs.ts';

/** What every command is given: where to write, how to look, and what the environment says. */
export type CommandContext = {
  readonly io: Io;
  readonly config: Config;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  /** Says something to a person: nothing with `--quiet`, and on the error stream with `--json`. */
  readonly say: (text: string) => void;
};

export type CommonOptions = {
  /** Null: the terminal decides. */
  readonly color: boolean | null;
  readonly quiet: boolean;
  readonly json: boolean;
};

/** Reads the environment and decides how output looks. @throws InputError when a `LONGTAKE_` variable is wrong. */
export async function createContext(io: Io, options: CommonOptions): Promise<CommandContext> {
  const [{ readConfig }, { createPaint }, { ASCII_GLYPHS, UNICODE_GLYPHS }] = await Promise.all([
    import('../config.ts'),
    import('./paint.ts'),
    import('./progress/glyphs.ts'),
  ]);
  const config = readConfig(io.environment ?? undefined);
  const sink = options.json ? io.err : io.out;
  const isColored = options.color ?? (!config.noColor && !config.isDumbTerminal && sink.isTerminal);
  return {
    io,
    config,
    json: options.json,
    quiet: options.quiet,
    paint: createPaint(isColored),
    glyphs: config.isUtf8 ? UNICODE_GLYPHS : ASCII_GLYPHS,
    say: (text) => {
      if (!options.quiet) sink.write(`${text}\n`);
    },
  };
}
