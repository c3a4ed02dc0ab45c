import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { toShell } from './shell.ts';

const SOURCE = join(import.meta.dirname, 'page');
/** Since these versions (May 2024) `light-dark()` is known, which esbuild does not write in older words. */
const TARGET = ['es2023', 'chrome123', 'firefox120', 'safari17.5'];
const MAIN = 'main.tsx';
const STYLE = 'style/page.css';

/** The page's files by their paths: `index.html`, and what it loads, under names that hold a hash. */
export async function bundlePage(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(SOURCE, MAIN), join(SOURCE, STYLE)],
    absWorkingDir: SOURCE,
    outdir: '/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: TARGET,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const shell = toShell({
    script: nameOf(metafile, MAIN),
    style: nameOf(metafile, STYLE),
    preloads: chunksOf(metafile, MAIN),
  });
  return new Map([
    ['index.html', new TextEncoder().encode(shell)],
    ...outputFiles.map(({ path, contents }) => [`assets/${basename(path)}`, contents] as const),
  ]);
}

/** The path under which an entry point is served. */
function nameOf({ outputs }: Metafile, entryPoint: string): string {
  const [path = ''] = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint) ?? [];
  return `/assets/${basename(path)}`;
}

/** What an entry point imports at once: the browser may fetch it together with the entry point. */
function chunksOf({ outputs }: Metafile, entryPoint: string): readonly string[] {
  const found = Object.values(outputs).find((output) => output.entryPoint === entryPoint);
  return (found?.imports ?? [])
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ path }) => `/assets/${basename(path)}`);
}
