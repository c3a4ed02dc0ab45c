import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RenderResult } from '../src/engine/api.ts';
import { judge, readReference, type Reference } from './judge.ts';
import { run, type Command } from './strace.ts';

/** A place for films that are made in spite of everything, and how they are when nothing happens. */
export type World = AsyncDisposable & {
  readonly root: string;
  /** A finished, undisturbed film. */
  readonly whole: string;
  readonly reference: Reference;
  /** A new folder with the storyboard alone in it, or with what is in another one. */
  readonly folder: (like?: string) => Promise<string>;
};

/** Memory where there is some: a killed process loses none of it. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const FILM = `longtake: 1
title: Chaos
size: 160x90
fps: 12
characters:
  mara: {look: woman about 60}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, start: text, duration: 1s, action: Mara waits., out: dissolve 0.5s}
      - {id: b, start: text, duration: 1s, action: She smiles., say: "mara: Hello."}
`;

export async function createWorld(): Promise<World> {
  const root = await mkdtemp(join(PLACE, 'longtake-chaos-'));
  let folders = 0;
  const folder = async (like?: string): Promise<string> => {
    folders += 1;
    const made = join(root, String(folders));
    if (like === undefined) {
      await mkdir(made);
      await writeFile(join(made, 'film.yaml'), FILM);
    } else await cp(like, made, { recursive: true, preserveTimestamps: true });
    return made;
  };
  // Thousands of processes start here: what they are compiled from is read and compiled once.
  process.env['NODE_COMPILE_CACHE'] = join(root, 'compiled');
  // There is no such file: prices that whoever runs this was told are no part of it.
  process.env['LONGTAKE_PRICES'] = join(root, 'prices.json');
  const whole = await folder();
  const result = await finish(whole);
  if (result?.status !== 'done') throw new Error(`the undisturbed film was not made: ${JSON.stringify(result)}`);
  const reference = readReference(whole);
  return { root, whole, reference, folder, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** The command under test; its clock is wrong by so many hours. `what` is a shot to be shot again, or a take to be chosen. */
export function rendering(folder: string, wrongHours = 0, what: readonly string[] = []): Command {
  const program = join(import.meta.dirname, 'render-film.ts');
  return [process.execPath, program, join(folder, 'film.yaml'), String(wrongHours), ...what];
}

/** A command of longtake. */
export function longtake(...argv: readonly string[]): Command {
  return [process.execPath, join(import.meta.dirname, '../bin/longtake.js'), ...argv];
}

/** Lets a render come to its end; null when it fails. */
export async function finish(
  folder: string,
  wrongHours = 0,
  what: readonly string[] = [],
): Promise<RenderResult | null> {
  const { exitCode, stdout, stderr } = await run(rendering(folder, wrongHours, what));
  if (exitCode !== 0) {
    process.stderr.write(stderr);
    return null;
  }
  const result: RenderResult = JSON.parse(stdout.toString('utf8'));
  return result;
}

/** Finishes a disturbed film and says what is wrong with it. */
export async function recover(
  { reference }: { readonly reference: Reference },
  folder: string,
  wrongHours = 0,
  what: readonly string[] = [],
): Promise<readonly string[]> {
  const wrong = judge(folder, await finish(folder, wrongHours, what), reference);
  // What is right is not needed any more, and memory is small.
  if (wrong.length === 0) await rm(folder, { recursive: true, force: true });
  return wrong.map((what) => `${what} (kept in ${folder})`);
}
