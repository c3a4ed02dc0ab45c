import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runProcess } from '../../src/base/process.ts';

const PROCESS = pathToFileURL(join(import.meta.dirname, '../../src/base/process.ts')).href;

test('a program inherits our environment, or finds what it is given and nothing else', async () => {
  const print = ['-e', 'console.log(JSON.stringify(process.env))'];
  const inherited = await runProcess(process.execPath, print);
  expect(JSON.parse(inherited.stdout.toString())).toMatchObject({ PATH: process.env['PATH'] });
  const given = await runProcess(process.execPath, print, { env: { ONLY: 'this' } });
  expect(JSON.parse(given.stdout.toString())).toEqual({ ONLY: 'this' });
});

test('a group ends with the process that runs it, though no signal reaches it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const calls = `require('node:net').connect(${port}, '127.0.0.1').on('error', () => {}); setInterval(() => {}, 1000)`;
  const runs = `
    import { runProcess } from ${JSON.stringify(PROCESS)};
    process.stdin.once('data', () => process.exit(0));
    await runProcess(process.execPath, ['-e', ${JSON.stringify(calls)}], { isGroup: true });
  `;
  const runner = spawn(process.execPath, ['--input-type=module', '-e', runs], { stdio: ['pipe', 'ignore', 'inherit'] });
  onTestFinished(() => void runner.kill('SIGKILL'));
  await once(server, 'connection');
  runner.stdin.write('end\n');
  await once(runner, 'exit');
  const closed = once(server, 'close');
  server.close();
  await closed;
});
