import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock, type Clock } from '../../../src/base/clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { readConfig } from '../../../src/config.ts';
import type { VideoRequest } from '../../../src/model/generation.ts';
import { newId, toId, type AttemptId, type BlobSha } from '../../../src/model/ids.ts';
import { commandSettingsSchema } from '../../../src/providers/command/body.ts';
import { createCommand } from '../../../src/providers/command/command.ts';
import { markOf, placeOf } from '../../../src/providers/command/place.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { videoRequest } from '../animatic/setup.ts';
import { modelOf, PNG, sent, started } from '../fal/bench.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Writes down that it ran and what it was told, then does what the test wants. */
const HEAD = `
import { appendFileSync, readFileSync, writeFileSync, statSync } from 'node:fs';
const told = JSON.parse(readFileSync(0, 'utf8'));
appendFileSync('runs.jsonl', JSON.stringify({ told, sizes: Object.values(told.files).map((file) => statSync(file).size) }) + '\\n');
const make = () => writeFileSync(told.output, Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(64)]));
`;
const KEPT = toId<BlobSha>('b'.repeat(64));

type BenchOptions = {
  readonly isFree?: boolean;
  readonly timeoutSeconds?: number;
  readonly program?: string;
  readonly environment?: readonly string[];
  readonly clock?: Clock;
};

async function openBench(
  script: string,
  {
    isFree = true,
    timeoutSeconds = 20,
    program = process.execPath,
    environment = [],
    clock = systemClock,
  }: BenchOptions = {},
) {
  const folder = await temporaryFolder();
  const picture = join(folder, 'picture');
  const kept = join(folder, 'kept');
  await writeFile(picture, PNG);
  await writeFile(join(folder, 'program.mjs'), `${HEAD}${script}`);
  const [like] = readRegistry();
  if (like === undefined) throw new Error('no registry');
  const price = isFree ? ({ kind: 'free' } as const) : ({ kind: 'per_take', micros: 70_000 } as const);
  const facts = { ...like, id: 'command:mine', provider: 'command', modes: ['text', 'image'], price } as const;
  const settings = commandSettingsSchema.parse({ program, arguments: ['program.mjs'], timeoutSeconds, environment });
  const command = createCommand({
    models: [facts],
    settings: new Map([['mine', { ...settings, folder }]]),
    variables: (names) => readConfig().variables(names),
    clock,
  });
  const attempt = newId<AttemptId>('a', Date.now());
  onTestFinished(() => rm(placeOf(attempt, 'video').folder, { recursive: true, force: true }));
  const context = {
    signal: new AbortController().signal,
    attempt,
    idempotencyKey: attempt,
    mayLeave: () => true,
    onProgress: (): void => {},
    isTaken: (): Promise<boolean> => Promise.resolve(false),
    blobPath: (sha: BlobSha) => (sha === KEPT ? kept : picture),
    keep: async (bytes: Uint8Array): Promise<BlobSha> => {
      await writeFile(kept, bytes);
      return KEPT;
    },
  };
  const body = (request: VideoRequest = started(), lengthMs = 2_000): JsonObject => {
    const prepared = command.prepare(request, modelOf('command:mine'), { lengthMs });
    if (!prepared.ok) throw new Error(prepared.failure.message);
    return prepared.body;
  };
  const ran = async (): Promise<JsonObject> => {
    const answer = await command.submit(body(), context);
    if (answer.status !== 'accepted') throw new Error(JSON.stringify(answer));
    return answer.operation;
  };
  const runs = async () => (await readFile(join(folder, 'runs.jsonl'), 'utf8')).trim().split('\n');
  return { folder, command, context, body, ran, runs, picture };
}

/** Somebody whom a program's own child calls: the line goes down when the child dies. */
async function openLine() {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const called = once(server, 'connection');
  return {
    called,
    /** Resolves when nobody is on the line any more. */
    down: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
    /** Of a program: starts a child that calls and stays, with the program's own input and output. */
    child: `
import { spawn } from 'node:child_process';
const calls = "require('node:net').connect(${port}, '127.0.0.1').on('error', () => {}); setInterval(() => {}, 1000)";
spawn(process.execPath, ['-e', calls], { stdio: 'inherit' }).unref();
`,
  };
}

describe('a program', () => {
  test('is told what is asked, beside copies of the files, and its file is kept', async () => {
    const { folder, command, context, ran, runs } = await openBench('make();');
    const operation = await ran();
    expect(await command.poll(operation, context)).toEqual({ status: 'done', costMicros: 0 });
    const file = join(folder, 'take.mp4');
    expect(await command.download(operation, file, context)).toEqual({ status: 'stored', mediaType: 'video/mp4' });
    expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
    const [run = ''] = await runs();
    expect(JSON.parse(run)).toMatchObject({
      told: {
        version: 1,
        model: 'mine',
        lengthMs: 2_000,
        request: { kind: 'video', mode: 'image', prompt: 'Mara waits.', seed: 7 },
        files: { start: expect.stringMatching(/start\.png$/u) },
      },
      sizes: [PNG.length],
    });
  });

  test('cannot change a take that it is given', async () => {
    const { ran, picture } = await openBench("writeFileSync(told.files.start, 'spoiled'); make();");
    await ran();
    expect(await readFile(picture)).toEqual(PNG);
  });

  test('is no shell: what a storyboard says is never a command', async () => {
    const { folder, command, context, body } = await openBench('make();');
    await command.submit(body(videoRequest({ prompt: '$(touch hacked); `touch hacked`' })), context);
    await expect(readFile(join(folder, 'hacked'))).rejects.toThrow('ENOENT');
  });

  test.each([
    [
      'console.error("no card"); process.exit(3);',
      { class: 'provider_failed', message: expect.stringContaining('it ended with 3: no card'), billed: 'unknown' },
    ],
    ['process.exit(0);', { class: 'provider_failed', message: expect.stringContaining('wrote no video') }],
    [
      'writeFileSync(told.output, readFileSync(told.files.start));',
      { message: expect.stringContaining('image/png, and no video') },
    ],
    [
      'console.log(JSON.stringify({ costMicros: 0, error: { class: "moderation", message: "not this" } }));',
      { class: 'moderation', billed: 'no', message: expect.stringContaining('not this') },
    ],
    [
      'console.log(JSON.stringify({ costMicros: 9, error: { message: "half done" } }));',
      { class: 'provider_failed', billed: 'yes' },
    ],
  ])('that makes nothing says why, and what is known of the money: %s', async (script, failure) => {
    const { command, context, ran, runs } = await openBench(script, { isFree: false });
    expect(await command.poll(await ran(), context)).toMatchObject({ status: 'failed', failure });
    expect(await runs()).toHaveLength(1);
  });

  test('that says what it cost is believed', async () => {
    const script = 'make(); console.log(JSON.stringify({ costMicros: 42 }));';
    const { command, context, ran } = await openBench(script, { isFree: false });
    expect(await command.poll(await ran(), context)).toEqual({ status: 'done', costMicros: 42 });
  });

  test('that takes too long is ended', async () => {
    const { command, context, ran } = await openBench('setInterval(() => {}, 1000);', { timeoutSeconds: 0.5 });
    expect(await command.poll(await ran(), context)).toMatchObject({
      status: 'failed',
      failure: { billed: 'no', message: expect.stringContaining('not done after 0.5 s') },
    });
  });

  test('finds no key of a vendor in its environment, and of ours what any program needs and what it names', async () => {
    const secrets = [
      'FAL_KEY',
      'REPLICATE_API_TOKEN',
      'RUNWAYML_API_SECRET',
      'ELEVENLABS_API_KEY',
      'AWS_SECRET_ACCESS_KEY',
    ];
    for (const name of [...secrets, 'MY_GPU', 'LC_ALL']) vi.stubEnv(name, `value-of-${name}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const script = "make(); writeFileSync('environment.json', JSON.stringify(process.env));";
    const { folder, ran } = await openBench(script, { environment: ['MY_GPU', 'NOT_SET'] });
    await ran();
    const text = await readFile(join(folder, 'environment.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LC_ALL: 'value-of-LC_ALL',
      MY_GPU: 'value-of-MY_GPU',
    });
    for (const name of [...secrets, 'NOT_SET', 'NODE_ENV', 'VITEST']) expect(text).not.toContain(name);
  });

  test('that is given up is ended with everything that it started', async () => {
    const line = await openLine();
    const { command, context, body } = await openBench(`${line.child} setInterval(() => {}, 1000);`);
    const leave = new AbortController();
    const given = command.submit(body(), { ...context, signal: leave.signal });
    await line.called;
    leave.abort(new Error('given up'));
    await expect(given).rejects.toThrow('given up');
    await line.down();
  });

  test('that is over, while what it started keeps its output open, is waited for no longer than it has time', async () => {
    const line = await openLine();
    const { command, context, ran } = await openBench(line.child, { timeoutSeconds: 3 });
    expect(await command.poll(await ran(), context)).toMatchObject({
      status: 'failed',
      failure: { message: expect.stringContaining('not done after 3 s') },
    });
    await line.down();
  });

  test('that is not there was never run', async () => {
    const { command, context, body } = await openBench('', { program: '/nowhere/painter' });
    expect(await command.submit(body(), context)).toMatchObject({
      status: 'rejected',
      failure: { class: 'invalid_request', billed: 'no', message: expect.stringContaining('ENOENT') },
    });
  });

  test('that was cut off is run again where it costs nothing, and held where it may have', async () => {
    const free = await openBench('make();');
    expect(await free.command.reconcile(sent(free.body()), free.context)).toEqual({ status: 'absent' });
    const priced = await openBench('make();', { isFree: false });
    expect(await priced.command.reconcile(sent(priced.body()), priced.context)).toMatchObject({ status: 'unknown' });
  });

  test('whose file could not be kept has it still, and is not run again for it', async () => {
    const priced = await openBench('make();', {
      isFree: false,
      clock: { ...systemClock, nowMs: () => Date.now() + 60_000 },
    });
    const { command, context, body, runs, folder } = priced;
    const full = { ...context, keep: () => Promise.reject(new Error('ENOSPC')) };
    await expect(command.submit(body(), full)).rejects.toThrow('ENOSPC');
    const found = await command.reconcile({ ...sent(body()), id: context.attempt }, context);
    if (found.status !== 'found') throw new Error(JSON.stringify(found));
    expect(await command.poll(found.operation, context)).toEqual({ status: 'done', costMicros: null });
    const file = join(folder, 'take.mp4');
    expect(await command.download(found.operation, file, context)).toMatchObject({ status: 'stored' });
    expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
    expect(await runs()).toHaveLength(1);
    await rm(placeOf(context.attempt, 'video').folder, { recursive: true });
    expect(await command.download(found.operation, file, context)).toMatchObject({
      status: 'failed',
      failure: { billed: 'unknown' },
    });
  });

  test('is found by what it made when its answer was not written down, until its file was fetched', async () => {
    const clock = { ...systemClock, nowMs: () => Date.now() + 60_000 };
    const { command, context, body, ran, folder } = await openBench('make();', { isFree: false, clock });
    const operation = await ran();
    const look = () => command.reconcile({ ...sent(body()), id: context.attempt }, context);
    expect(await look()).toMatchObject({ status: 'found', operation: { kind: 'left' } });
    await command.download(operation, join(folder, 'take.mp4'), context);
    expect(await look()).toMatchObject({ status: 'unknown' });
    await expect(stat(placeOf(context.attempt, 'video').folder)).rejects.toThrow('ENOENT');
  });

  test('is not run where there is no room for what it needs', async () => {
    const { command, context, body, folder } = await openBench('make();', { isFree: false });
    const answer = await command.submit(body(), { ...context, blobPath: () => join(folder, 'nowhere') });
    expect(answer).toMatchObject({ status: 'rejected', failure: { class: 'unavailable', billed: 'no' } });
    expect(await readdir(folder)).not.toContain('runs.jsonl');
  });

  test('that outlives us is waited for, for as long as it may take', async () => {
    let nowMs = Date.now();
    const clock = { ...systemClock, nowMs: () => nowMs };
    const { command, context, body } = await openBench('', { isFree: false, timeoutSeconds: 20, clock });
    const { folder, output, pidFile } = placeOf(context.attempt, 'video');
    const look = () => command.reconcile({ ...sent(body()), id: context.attempt, intentMs: Date.now() }, context);
    await mkdir(folder);
    await writeFile(pidFile, markOf(process.pid) ?? '');
    expect(await look()).toMatchObject({ status: 'pending' });
    // Another program has its number by now.
    await writeFile(pidFile, `${process.pid} 1`);
    expect(await look()).toMatchObject({ status: 'unknown' });
    await writeFile(pidFile, markOf(process.pid) ?? '');
    nowMs += 60_000;
    expect(await look()).toMatchObject({ status: 'unknown' });
    await writeFile(output, 'no video');
    expect(await look()).toMatchObject({ status: 'unknown' });
    await writeFile(output, Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(64)]));
    expect(await look()).toMatchObject({ status: 'found' });
    await writeFile(pidFile, '');
    nowMs = Date.now() + 1_000;
    // It may be writing yet.
    expect(await look()).toMatchObject({ status: 'pending' });
  });

  test('that was cut off keeps others waiting for no longer than it may take, and never for more than half an hour', async () => {
    expect((await openBench('', { timeoutSeconds: 20 })).command.maxRunMs).toBe(20_000);
    expect((await openBench('', { timeoutSeconds: 3600 })).command.maxRunMs).toBe(30 * 60_000);
  });

  test('that cannot do what is asked is refused before it runs', async () => {
    const { command } = await openBench('make();');
    const refused = command.prepare(videoRequest({ mode: 'lipsync' }), modelOf('command:mine'), { lengthMs: 0 });
    expect(refused).toMatchObject({ ok: false, failure: { class: 'invalid_request' } });
  });
});
