import { constants } from 'node:fs';
import { access, chmod } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { runProcess } from '../base/process.ts';
import { EnvironmentError } from '../model/error.ts';
import type { Tools } from './ffmpeg.ts';

export type ToolSettings = {
  /** From the environment; nothing else is tried when it is given. */
  readonly ffmpegPath: string | null;
  /** PATH. */
  readonly path: string | null;
};

/** Every ffmpeg that was looked at, best first, and the one to use. ffprobe is not needed. */
export type FoundTools = {
  readonly tools: Tools | null;
  readonly candidates: readonly Candidate[];
};
export type Candidate = {
  readonly source: 'given' | 'ffmpeg-static' | 'system' | 'bundled';
  readonly path: string;
  /** Null: it does not exist or does not run. */
  readonly version: string | null;
  /** What it would need to be usable, such as `ffmpeg 5.1 or later` or `encoder libx264`; empty: usable. */
  readonly lacks: readonly string[];
  /** What it can do without, such as HDR. */
  readonly limits: readonly string[];
  readonly isChosen: boolean;
};

/** Looks for a usable ffmpeg and really runs what it finds; stops at the first that will do. */
export async function findTools(settings: ToolSettings): Promise<FoundTools> {
  const candidates: Candidate[] = [];
  for (const [source, path] of await places(settings)) {
    const { tools, ...facts } = await tryFfmpeg(path);
    candidates.push({ source, path, ...facts, isChosen: tools !== null });
    if (tools !== null) return { tools, candidates };
  }
  return { tools: null, candidates };
}

/** The tools, or an `EnvironmentError` that says what was found and the one command that mends it. */
export function requireTools(found: FoundTools): Tools {
  if (found.tools !== null) return found.tools;
  const seen = found.candidates.map(({ path, version, lacks }) =>
    version === null ? `${path} does not run` : `${path} (${version}) lacks ${lacks.join(', ')}`,
  );
  const given = found.candidates.some((candidate) => candidate.source === 'given');
  throw new EnvironmentError({
    code: 'ffmpeg_missing',
    message:
      `No usable ffmpeg was found${seen.length === 0 ? '' : `: ${seen.join('; ')}`}. ` +
      (given ? 'Correct FFMPEG_PATH, or unset it.' : `To get one: ${INSTALL[process.platform] ?? INSTALL.linux}`),
    details: { tried: found.candidates.map(({ path }) => path) },
  });
}

const INSTALL: Readonly<Record<string, string>> & { readonly linux: string } = {
  linux: 'sudo apt-get install ffmpeg',
  darwin: 'brew install ffmpeg',
  win32: 'winget install ffmpeg',
};

async function places(settings: ToolSettings): Promise<readonly (readonly [Candidate['source'], string])[]> {
  if (settings.ffmpegPath !== null) return [['given', settings.ffmpegPath]];
  const program = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const found: (readonly [Candidate['source'], string])[] = [];
  const installed = packageFile('ffmpeg-static', program);
  if (installed !== null && (await isThere(installed))) found.push(['ffmpeg-static', installed]);
  for (const folder of (settings.path ?? '').split(delimiter).filter((part) => part !== '')) {
    if (await isThere(join(folder, program))) {
      found.push(['system', join(folder, program)]);
      break;
    }
  }
  const bundled = packageFile(`@ffmpeg-binary/${process.platform}-${process.arch}`, program);
  if (bundled !== null && (await isThere(bundled))) found.push(['bundled', bundled]);
  return found;
}

/** A file of an installed package; packages that were left out (other platform, blocked scripts) have none. */
function packageFile(name: string, file: string): string | null {
  try {
    return join(createRequire(import.meta.url).resolve(`${name}/package.json`), '..', file);
  } catch {
    return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

type Trial = Pick<Candidate, 'version' | 'lacks' | 'limits'> & { readonly tools: Tools | null };

async function tryFfmpeg(path: string): Promise<Trial> {
  await makeRunnable(path);
  // Side by side: this is on the way of every command.
  const [encoders, filters] = await Promise.all([ask(path, '-encoders'), ask(path, '-filters')]);
  const version = /^ffmpeg version (\S+)/m.exec(encoders ?? '')?.[1];
  if (version === undefined || encoders === null || filters === null) {
    return { version: null, lacks: ['a program that runs'], limits: [], tools: null };
  }
  const lacks = [
    ...(isNewEnough(version) ? [] : ['ffmpeg 5.1 or later']),
    ...ENCODERS.filter((name) => !hasWord(encoders, name)).map((name) => `encoder ${name}`),
    ...FILTERS.filter((name) => !hasWord(filters, name)).map((name) => `filter ${name}`),
  ];
  const hasZscale = hasWord(filters, 'zscale') && hasWord(filters, 'tonemap');
  const limits = hasZscale ? [] : ['HDR footage looks flat (no zscale)'];
  return { version, lacks, limits, tools: lacks.length === 0 ? { ffmpegPath: path, version, hasZscale } : null };
}

/** Packages unpack without the run bit when install scripts are blocked. Not ours to change elsewhere. */
async function makeRunnable(path: string): Promise<void> {
  if (!path.includes('node_modules')) return;
  await access(path, constants.X_OK).catch(() => chmod(path, 0o755).catch(() => {}));
}

/** What a listing says, after the banner with the version. Null when the program does not run. */
async function ask(path: string, listing: string): Promise<string | null> {
  return runProcess(path, [listing], { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    (result) => (result.exitCode === 0 ? result.stderr + result.stdout.toString('utf8') : null),
    () => null,
  );
}

const PATIENCE_MS = 10_000;

/** Builds from the development branch have no number (`N-109876-g…`); all that are met today are newer. */
function isNewEnough(version: string): boolean {
  const number = /^n?(\d+)\.(\d+)/.exec(version);
  return number === null || Number(number[1]) * 100 + Number(number[2]) >= 501;
}

/** Listings have one entry per line: flags, name, description. */
function hasWord(listing: string, name: string): boolean {
  return new RegExp(String.raw`^\s*\S+\s+${name}\s`, 'm').test(listing);
}

const ENCODERS = ['libx264', 'mpeg4', 'aac', 'png', 'mjpeg', 'bmp'];
const FILTERS = [
  [
    'aformat',
    'apad',
    'aresample',
    'asetpts',
    'atrim',
    'bwdif',
    'concat',
    'crop',
    'fade',
    'format',
    'fps',
    'overlay',
    'pad',
  ],
  ['pan', 'premultiply', 'scale', 'setparams', 'setpts', 'setsar', 'settb', 'split', 'tpad', 'trim', 'xfade'],
].flat();
