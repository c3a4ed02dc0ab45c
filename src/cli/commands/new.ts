import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { EnvironmentError, InputError } from '../../model/error.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { writeSchema } from '../schema-file.ts';

/** Makes a folder with a storyboard to begin from. Existing files are never overwritten: one in the way is an error. */
export async function runNew(context: CommandContext, folder: string): Promise<ExitCode> {
  const target = resolve(context.io.cwd, folder);
  const files: readonly (readonly [string, string])[] = [
    ['film.yaml', storyboard(toTitle(basename(target)))],
    ['.gitignore', '# What longtake makes while it works; films and NAME.lock.yaml are worth keeping.\n.longtake/\n'],
  ];
  await refuseOccupied(
    target,
    folder,
    files.map(([name]) => name),
  );
  await mkdir(target, { recursive: true });
  for (const [name, text] of files) await writeFile(join(target, name), text, { flag: 'wx' });
  await mkdir(join(target, '.longtake'), { recursive: true });
  await writeSchema(join(target, '.longtake'));

  const path = relative(context.io.cwd, join(target, 'film.yaml')) || 'film.yaml';
  context.say(`${context.paint.green(context.glyphs.stored)} ${path}  a film of three shots to begin with`);
  context.say(`Next: ${context.paint.bold(`longtake render ${quoted(path)}`)}`);
  return EXIT.done;
}

async function refuseOccupied(target: string, folder: string, names: readonly string[]): Promise<void> {
  const entry = await lstat(target).catch(() => null);
  if (entry === null) return;
  let present: readonly string[];
  try {
    present = await readdir(target);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') {
      throw new InputError({ code: 'folder_expected', message: `${folder} is a file. Name a new or empty folder.` });
    }
    throw new EnvironmentError({ code: 'folder_unreadable', message: `${folder} cannot be read.`, cause: error });
  }
  const taken = names.filter((name) => present.includes(name));
  if (taken.length === 0) return;
  throw new InputError({
    code: 'files_exist',
    message: `${folder} has ${taken.join(' and ')} already, and nothing is overwritten. Name another folder.`,
  });
}

/** `my-film` becomes `My Film`. */
function toTitle(name: string): string {
  const words = name.split(/[\s_.-]+/u).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || 'My Film';
}

function quoted(path: string): string {
  return /^[\w./-]+$/u.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function storyboard(title: string): string {
  return `# yaml-language-server: $schema=./.longtake/storyboard.schema.json
longtake: 1
title: ${JSON.stringify(title)}
size: 1280x720
fps: 24
style: 35mm film, soft daylight, fine grain

# Without \`models:\` everything is drawn and voiced on this machine, for nothing.
# models:
#   video: [fal:kling-v3-pro, runway:gen4.5]

characters:
  mara:
    look: woman about 60, silver braid, weathered face
    wardrobe: {default: yellow oilskin coat over navy sweater}

places:
  harbour: {look: "small stone harbour, blue fishing boats, a lighthouse at its end"}

scenes:
  - id: s1
    heading: EXT. HARBOUR - DAWN
    place: harbour
    time: dawn
    with: [mara]
    shots:
      - id: arrive
        frame: wide eye
        camera: dolly_in slow
        duration: 4s
        action: Mara walks along the harbour wall.
        out: dissolve 1s
      - id: stop
        frame: close-up low
        duration: 4s
        action: Mara stops and looks out to sea.
        say: |
          mara: You are late.
      - id: wave
        start: continue
        frame: close-up low
        camera: dolly_out
        duration: 4s
        action: Mara raises a hand and waves.
        out: fade black 1s
`;
}
