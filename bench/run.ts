import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run bench -- NAME [arguments]` runs `bench/NAME.ts` in a Node of its own, so that its memory is its own. */
const [name, ...rest] = process.argv.slice(2);
const folder = import.meta.dirname;
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .toSorted();

if (name === undefined || !names.includes(name)) {
  console.error(
    `${name === undefined ? 'Which benchmark?' : `There is no benchmark ${name}.`} Known are ${names.join(', ')}.`,
  );
  process.exitCode = 1;
} else {
  const child = spawn(process.execPath, ['--expose-gc', join(folder, `${name}.ts`), ...rest], { stdio: 'inherit' });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
