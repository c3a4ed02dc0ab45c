import { posix } from 'node:path';
import * as z from 'zod';
import { InputError } from '../model/error.ts';

/** What a backup says of itself. `path` is relative, with `/` between folders, and the same in the restored folder. */
export type Manifest = z.infer<typeof manifest>;
export type BackedUpFile = Manifest['files'][number];

export const MANIFEST_FILE = 'longtake-backup.json';
const FORMAT = 1;

const manifest = z.object({
  longtakeBackup: z.literal(FORMAT),
  film: z.string(),
  /** The storyboard among the files. */
  storyboard: z.string(),
  files: z
    .array(
      z.object({
        path: z.string().refine(isInside),
        sha256: z.string().regex(/^[0-9a-f]{64}$/u),
        sizeBytes: z.int().min(0),
      }),
    )
    .readonly(),
});

export function writeManifest(content: Omit<Manifest, 'longtakeBackup'>): string {
  return `${JSON.stringify({ longtakeBackup: FORMAT, ...content }, null, 1)}\n`;
}

/** @throws InputError when it is no manifest, or that of a newer longtake. */
export function parseManifest(text: string, where: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw notABackup(where, error);
  }
  const parsed = manifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const newer = z.object({ longtakeBackup: z.int().min(FORMAT + 1) }).safeParse(json).success;
  if (!newer) throw notABackup(where, parsed.error);
  throw new InputError({
    code: 'backup_is_newer',
    message: `${where} was made by a newer longtake. Update longtake; nothing was changed.`,
  });
}

export function notABackup(where: string, cause?: unknown): InputError {
  return new InputError({
    code: 'not_a_backup',
    message: `${where} is not a whole backup of longtake: it has no readable ${MANIFEST_FILE}. Check the path.`,
    cause,
  });
}

/** Whether a path stays inside the folder that it is joined to. */
export function isInside(path: string): boolean {
  if (path === '' || path.includes('\\') || path.includes('\0') || /^[a-z]:/iu.test(path)) return false;
  return !posix.isAbsolute(path) && posix.normalize(path) === path && path !== '..' && !path.startsWith('../');
}
