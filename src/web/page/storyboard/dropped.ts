import type { Draft, NamedFile } from './draft.ts';

const STORYBOARD = /\.(?:ya?ml|json)$/iu;
const FIRST_LINE = /^(?:"?longtake"?|\s*\{\s*"longtake")\s*:/mu;
const MOST_FILES = 500;

/** The storyboard among what was dropped, and everything else as files beside it. Throws where there is none. */
export async function readDropped(transfer: DataTransfer): Promise<Draft> {
  // Entries must be taken before the first await: afterwards the browser has forgotten them.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files = (await Promise.all(entries.map((entry) => readEntry(entry, '')))).flat();
  const [only] = entries;
  const root = entries.length === 1 && only?.isDirectory === true ? `${only.name}/` : '';
  return toDraft(
    files.map(({ path, file }) => ({ path: path.startsWith(root) ? path.slice(root.length) : path, file })),
  );
}

/** The same for files that were picked one by one. */
export async function toDraft(files: readonly NamedFile[]): Promise<Draft> {
  if (files.length > MOST_FILES)
    throw new Error(`${files.length} files are too many: drop the storyboard and its pictures only.`);
  const candidates = files.filter(({ path }) => STORYBOARD.test(path) && !path.includes('/'));
  for (const candidate of candidates) {
    const text = await candidate.file.text();
    if (candidates.length > 1 && !FIRST_LINE.test(text)) continue;
    return { text, files: files.filter((one) => one !== candidate) };
  }
  throw new Error('No storyboard is among these files: a YAML or JSON file that begins with `longtake: 1`.');
}

async function readEntry(entry: FileSystemEntry, folder: string): Promise<readonly NamedFile[]> {
  const path = `${folder}${entry.name}`;
  if (isFile(entry)) return [{ path, file: await readFile(entry) }];
  if (!isFolder(entry)) return [];
  const nested = await Promise.all((await readFolder(entry)).map((child) => readEntry(child, `${path}/`)));
  return nested.flat();
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function readFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

/** A reader gives at most a hundred at a time, and none at the end. */
async function readFolder(entry: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = entry.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return found;
    found.push(...some);
  }
}
