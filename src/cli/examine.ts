import { mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { bytesToText } from './amounts.ts';

/** One thing that a film needs, and how it stands with it. `note`: it works, but not as well as it could. */
export type Finding = {
  readonly name: string;
  readonly status: 'ok' | 'note' | 'missing';
  readonly found: string;
  /** The one command that mends it; null when nothing is wrong. */
  readonly fix: string | null;
};

/** Looks at everything a render relies on. Never throws: what cannot be examined is missing. */
export async function examine(config: Config, folder: string): Promise<readonly Finding[]> {
  const examinations: Readonly<Record<string, () => Promise<Result>>> = {
    node: examineNode,
    sqlite: examineSqlite,
    ffmpeg: () => examineFfmpeg(config),
    canvas: examineCanvas,
    fonts: examineFonts,
    disk: () => examineDisk(folder),
    folder: () => examineFolder(folder),
  };
  return Promise.all(
    Object.entries(examinations).map(async ([name, look]) => {
      try {
        return { name, ...(await look()) };
      } catch (error) {
        return { name, ...missing(error instanceof Error ? error.message : String(error), FIXES.packages) };
      }
    }),
  );
}

type Result = Omit<Finding, 'name'>;

/** A checkout brings its own Node along; an installed package takes one that lies beside it. */
const FIXES = import.meta.filename.endsWith('.ts')
  ? { node: 'npm ci --allow-scripts', packages: 'npm ci' }
  : { node: 'npm install node@24', packages: 'npm install' };
const OLDEST_NODE = [24, 4] as const;
/** Older ones can damage a workspace in WAL mode (sqlite.org, release log of 3.51.3). */
const OLDEST_SQLITE = [3, 51, 3] as const;
const SCARCE_BYTES = 2_000_000_000;
const TOO_LITTLE_BYTES = 100_000_000;

async function examineNode(): Promise<Result> {
  const { node } = process.versions;
  const found = `${node}  ${process.execPath}`;
  return isAtLeast(node, OLDEST_NODE)
    ? ok(found)
    : missing(`${found} (${OLDEST_NODE.join('.')} or newer is needed)`, FIXES.node);
}

async function examineSqlite(): Promise<Result> {
  const { sqliteVersion } = await import('../store/sqlite.ts');
  const version = sqliteVersion();
  return isAtLeast(version, OLDEST_SQLITE)
    ? ok(version)
    : missing(`${version} (${OLDEST_SQLITE.join('.')} or newer is needed; it comes with Node)`, FIXES.node);
}

async function examineFfmpeg(config: Config): Promise<Result> {
  const { findTools, requireTools } = await import('../media/find-tools.ts');
  const found = await findTools(config);
  const chosen = found.candidates.find((candidate) => candidate.isChosen);
  if (chosen !== undefined) {
    const where = {
      given: 'from FFMPEG_PATH',
      'ffmpeg-static': 'from ffmpeg-static',
      system: 'from PATH',
      bundled: 'bundled',
    };
    const limits = chosen.limits.length === 0 ? '' : `; ${chosen.limits.join('; ')}`;
    const passed = found.candidates
      .filter((candidate) => !candidate.isChosen)
      .map((candidate) => `; ${candidate.path} is passed over: it lacks ${candidate.lacks.join(', ')}`);
    return ok(`${chosen.version}  ${chosen.path} (${where[chosen.source]}${limits}${passed.join('')})`);
  }
  try {
    requireTools(found);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [what = message, fix = FIXES.packages] = message.split(/\. (?=To get one: |Correct )/u);
    return missing(`${what}.`, fix.replace('To get one: ', ''));
  }
  return missing('none', FIXES.packages);
}

async function examineCanvas(): Promise<Result> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const canvas = createCanvas(8, 8);
  canvas.getContext('2d').fillRect(0, 0, 8, 8);
  return canvas.toBuffer('image/png').length > 0 ? ok('draws') : missing('draws nothing', FIXES.packages);
}

/** The bundled font covers Latin, Greek, Cyrillic and Devanagari; other scripts are drawn with the system's fonts. */
async function examineFonts(): Promise<Result> {
  const [{ registerFonts }, { GlobalFonts }] = await Promise.all([
    import('../media/fonts.ts'),
    import('@napi-rs/canvas'),
  ]);
  registerFonts();
  const families = GlobalFonts.families.map(({ family }) => family).join('\n');
  const absent = SCRIPTS.filter(({ fonts }) => !fonts.test(families));
  if (absent.length === 0) return ok('for every script that was looked for');
  return {
    status: 'note',
    found: `${absent.map(({ script }) => script).join(', ')} would be drawn as boxes`,
    fix: process.platform === 'linux' ? `sudo apt-get install ${absent.map(({ debian }) => debian).join(' ')}` : null,
  };
}

const SCRIPTS = [
  {
    script: 'Chinese, Japanese and Korean',
    fonts:
      /CJK|Noto Sans (?:JP|KR|SC|TC)|WenQuanYi|PingFang|Hiragino|Yu Gothic|Microsoft YaHei|SimSun|IPA(?:ex)?Gothic|VL Gothic|Droid Sans Fallback/iu,
    debian: 'fonts-noto-cjk',
  },
  {
    script: 'Arabic and Hebrew',
    fonts: /Arabic|Hebrew|DejaVu Sans|FreeSans|Arial|Segoe UI|Geeza|Tahoma/iu,
    debian: 'fonts-dejavu-core',
  },
  { script: 'emoji', fonts: /Emoji|Twemoji|Symbola/iu, debian: 'fonts-noto-color-emoji' },
] as const;

async function examineDisk(folder: string): Promise<Result> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const found = `${bytesToText(freeBytes)} free`;
  if (freeBytes < TOO_LITTLE_BYTES) return missing(found, 'df -h .');
  return freeBytes < SCARCE_BYTES
    ? { status: 'note', found: `${found}: little for a long film`, fix: null }
    : ok(found);
}

async function examineFolder(folder: string): Promise<Result> {
  try {
    await rmdir(await mkdtemp(join(folder, '.longtake-doctor-')));
  } catch {
    return missing(`${folder} cannot be written`, 'ls -ld .');
  }
  return ok(`${folder} is writable`);
}

function isAtLeast(version: string, oldest: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  return (oldest.map((part, index) => (parts[index] ?? 0) - part).find((difference) => difference !== 0) ?? 0) >= 0;
}

function ok(found: string): Result {
  return { status: 'ok', found, fix: null };
}

function missing(found: string, fix: string): Result {
  return { status: 'missing', found, fix };
}
