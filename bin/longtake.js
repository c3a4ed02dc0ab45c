#!/usr/bin/env node
// Plain JavaScript for any Node: finds a Node that can run longtake and hands over. Everything else is in src/cli/.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MINIMUM = [24, 4];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
// A checkout runs its source, built or not; Node runs no TypeScript inside node_modules, so a package brings `dist/`.
const source = join(root, 'src', 'cli', 'main.ts');
const isCheckout = existsSync(source);
const main = isCheckout ? source : join(root, 'dist', 'src', 'cli', 'main.js');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) {
  // Compiled code and stripped types are kept in the system's temporary folder: small commands start twice as fast.
  module.enableCompileCache?.();
  // Started by the branch below: when that process is killed, nobody reads us any more, and the workspace must be free.
  if (process.channel !== undefined) {
    process.on('disconnect', () => process.exit(130));
    process.channel.unref();
  }
  const { main: run } = await import(pathToFileURL(main).href);
  await run(process.argv.slice(2));
} else {
  const runtime = findRuntime();
  if (runtime === null) {
    const needs = `longtake needs Node ${MINIMUM.join('.')} or newer; this is Node ${process.versions.node}`;
    process.stderr.write(
      isCheckout
        ? `${needs}, and the runtime that the project brings along is not installed.\nRun \`npm ci\` in ${root} (install ` +
            `scripts allowed for the package "node"), or run longtake with a newer Node.\n`
        : `${needs}.\nInstall a newer Node, or put one beside longtake for it alone: \`npm install node@24\` in the folder ` +
            `where longtake was installed (with -g where that was done with -g).\n`,
    );
    process.exit(3);
  }
  const child = spawn(runtime, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The child decides what a signal means, and hears Ctrl-C once although the terminal sends it to both of us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${runtime} cannot be run: ${error.message}\n`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function findRuntime() {
  const candidates = [join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')];
  try {
    const installed = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    candidates.push(join(installed, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'));
  } catch {
    // Not installed: the message above says what to do.
  }
  return candidates.find((path) => existsSync(path)) ?? null;
}
