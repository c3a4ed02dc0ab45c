import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toPromptId } from '../../../src/providers/comfyui/body.ts';
import { shippedWorkflows } from '../../../src/providers/comfyui/workflow.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { videoRequest } from '../animatic/setup.ts';
import { modelOf, sent, SHA, started } from '../fal/bench.ts';
import { openBench, WAN, type Bench } from './bench.ts';

const ended = { sha: SHA, role: 'keyframe' } as const;
const posts = async ({ vendor }: Bench) =>
  (await vendor.asked()).filter(({ method, path }) => method === 'POST' && path === '/prompt');
const sentAs = ({ context }: Bench, body: Parameters<typeof sent>[0]) => ({ ...sent(body), id: context.attempt });

describe('a workflow', () => {
  test('is shipped for every model of the registry, and no other', () => {
    const named = readRegistry().filter(({ provider }) => provider === 'comfyui');
    expect(named.map(({ id }) => id.slice('comfyui:'.length)).toSorted()).toEqual(
      [...shippedWorkflows().keys()].toSorted(),
    );
  });

  test.each([
    [WAN, started({ mode: 'first_last', end: ended })],
    [WAN, started()],
    ['comfyui:ltx-image', started()],
    ['comfyui:svd-image', started()],
    ['comfyui:animatediff-travel', videoRequest({ prompt: 'Mara waits.' })],
  ])('of %s is taken as it is, and makes the length that was asked for', async (name, request) => {
    const bench = await openBench();
    const operation = await bench.accepted(bench.body(request, name, 2_000));
    expect(await bench.settled(operation)).toEqual({ status: 'done', costMicros: 0 });
    const file = join(bench.folder, 'take.mp4');
    expect(await bench.comfyui.download(operation, file, bench.context)).toEqual({
      status: 'stored',
      mediaType: 'video/mp4',
    });
    expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
    expect(await posts(bench)).toHaveLength(1);
    expect(bench.vendor.charges()).toMatchObject([{ job: toPromptId(bench.context.attempt), chargedMicros: 0 }]);
  });

  test('has words, frames, size, length and files where the mapping says', async () => {
    const bench = await openBench();
    await bench.accepted(
      bench.body(
        started({ mode: 'first_last', end: ended, prompt: 'She smiles.', avoid: 'text', seed: 5 }),
        WAN,
        2_000,
      ),
    );
    const [post] = await posts(bench);
    const id = toPromptId(bench.context.attempt);
    const picture = `longtake/${'a'.repeat(32)}.png`;
    expect(post?.json).toMatchObject({
      prompt_id: id,
      prompt: {
        '7': { inputs: { text: 'She smiles.' } },
        '8': { inputs: { text: 'text' } },
        '9': { inputs: { image: picture } },
        '10': { inputs: { image: picture } },
        '11': { inputs: { length: 33, width: 320, height: 176, start_image: ['9', 0], end_image: ['10', 0] } },
        '12': { inputs: { noise_seed: 5 } },
        '16': { inputs: { filename_prefix: `longtake/${id}` } },
      },
    });
    expect(Object.keys(post?.headers ?? {})).not.toContain('origin');
  });

  test('without a last frame leaves its node out', async () => {
    const { body } = await openBench();
    const { graph } = body() as unknown as { readonly graph: Record<string, { readonly inputs: object }> };
    expect(Object.keys(graph)).not.toContain('10');
    expect(graph['11']?.inputs).not.toHaveProperty('end_image');
  });

  test('travels through prompts by frame, and changes what `raw` names', async () => {
    const { body, comfyui } = await openBench();
    const raw = { comfyui: { travel: { 0: 'spring', 24: 'a "white" `winter`' }, '7.inputs.steps': 8 } };
    const name = 'comfyui:animatediff-travel';
    const { graph } = body(videoRequest({ raw }), name) as unknown as { readonly graph: unknown };
    expect(graph).toMatchObject({
      '4': { inputs: { text: `"0": "spring",\n"24": "a \\"white\\" 'winter'"` } },
      '7': { inputs: { steps: 8 } },
    });
    const wrong = comfyui.prepare(videoRequest({ raw: { comfyui: { '7.inputs.stepz': 8 } } }), modelOf(name), {
      lengthMs: 1_000,
    });
    expect(wrong).toMatchObject({ ok: false, failure: { class: 'invalid_request', billed: 'no' } });
  });

  test('that cannot do what is asked is refused before anything is sent', async () => {
    const { comfyui } = await openBench();
    const refused = comfyui.prepare(videoRequest(), modelOf(WAN), { lengthMs: 1_000 });
    expect(refused).toMatchObject({ ok: false, failure: { message: expect.stringContaining('not made for `text`') } });
  });

  test('whose nodes are not installed is not sent, and they are named', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'missing', on: 'WanFirstLastFrameToVideo' });
    expect(await bench.comfyui.upload?.(bench.body(), bench.context)).toMatchObject({
      status: 'failed',
      failure: { class: 'invalid_request', billed: 'no', message: expect.stringContaining('WanFirstLastFrameToVideo') },
    });
    expect(await posts(bench)).toEqual([]);
  });
});

describe('a submission that meets', () => {
  test.each([
    ['rate_limited', { status: 'rejected', failure: { class: 'rate_limited', retryAfterMs: null } }, 0],
    ['rate_limited_wait', { status: 'rejected', failure: { class: 'rate_limited', retryAfterMs: 1_000 } }, 0],
    ['unauthorized', { status: 'rejected', failure: { class: 'unauthorized' } }, 0],
    [
      'missing_model',
      {
        status: 'rejected',
        failure: { class: 'invalid_request', message: expect.stringContaining('Value not in list: unet_name') },
      },
      0,
    ],
    ['error_before', { status: 'ambiguous' }, 0],
    ['error_after', { status: 'ambiguous' }, 1],
    ['reset_before', { status: 'ambiguous' }, 0],
    ['reset_after', { status: 'ambiguous' }, 1],
    ['hang', { status: 'ambiguous' }, 1],
    ['truncated', { status: 'ambiguous' }, 1],
    ['html', { status: 'ambiguous' }, 1],
  ] as const)(
    '%s leaves once, is told for what it is, and is found by the id that we gave it',
    async (fault, told, charges) => {
      const bench = await openBench();
      await bench.vendor.faults({ fault, times: 9 });
      const body = await bench.ready();
      expect(await bench.comfyui.submit(body, bench.context)).toMatchObject(told);
      expect(await posts(bench)).toHaveLength(1);
      expect(bench.vendor.charges()).toHaveLength(charges);
      const found = await bench.comfyui.reconcile(sentAs(bench, body), bench.context);
      expect(found).toMatchObject(
        charges === 0
          ? { status: 'absent' }
          : { status: 'found', operation: { id: toPromptId(bench.context.attempt) } },
      );
      if (found.status === 'found') expect(await bench.settled(found.operation)).toMatchObject({ status: 'done' });
    },
  );

  test('nobody that listens never left, and is asked for again later', async () => {
    const bench = await openBench();
    const body = await bench.ready();
    await bench.vendor.refuse(300);
    expect(await bench.comfyui.submit(body, bench.context)).toMatchObject({
      status: 'rejected',
      failure: { class: 'unavailable', billed: 'no' },
    });
    expect(await bench.comfyui.reconcile(sentAs(bench, body), bench.context)).toMatchObject({ status: 'pending' });
    await bench.vendor.isBack();
  });

  test('a folder that cannot be written sends nothing', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'away', on: 'upload' });
    expect(await bench.comfyui.upload?.(bench.body(), bench.context)).toMatchObject({
      status: 'failed',
      failure: { class: 'unavailable', message: expect.stringContaining('could not be uploaded') },
    });
  });
});

describe('a job that', () => {
  test.each([
    [
      'failed',
      {
        class: 'provider_failed',
        billed: 'no',
        message: expect.stringContaining('KSamplerAdvanced: torch.OutOfMemoryError'),
      },
    ],
    ['empty', { class: 'provider_failed', billed: 'no' }],
    ['lost', { class: 'lost', billed: 'no' }],
  ] as const)('%s fails in its own way', async (fault, failure) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault });
    expect(await bench.settled(await bench.accepted())).toMatchObject({ status: 'failed', failure });
  });

  test('was made before ComfyUI started again is found on its disk', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'restarted' });
    const operation = await bench.accepted();
    expect(await bench.settled(operation)).toMatchObject({ status: 'done' });
    const file = join(bench.folder, 'take.mp4');
    expect(await bench.comfyui.download(operation, file, bench.context)).toMatchObject({ status: 'stored' });
  });

  test('runs on a server without a list of jobs is found in its history', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'old', on: 'jobs', times: 99 });
    const operation = await bench.accepted();
    expect(await bench.settled(operation)).toMatchObject({ status: 'done' });
  });

  test.each([
    ['the server has a list of jobs', 0],
    ['it has none', 99],
  ])('is stopped while it runs, where %s', async (_, times) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'stuck' }, ...(times === 0 ? [] : [{ fault: 'old', on: 'jobs', times }]));
    const operation = await bench.accepted();
    await bench.comfyui.cancel(operation, bench.context);
    expect(await bench.settled(operation)).toMatchObject({
      status: 'failed',
      failure: { class: 'cancelled', billed: 'no' },
    });
  });

  test('cannot be looked at for a while is pending', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'poll_errors' });
    expect(await bench.settled(await bench.accepted())).toMatchObject({ status: 'done' });
  });

  test.each(['file_html', 'file_truncated'])('has a file that is %s is kept, and fetched again', async (fault) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault, on: fault });
    const operation = await bench.accepted();
    await bench.settled(operation);
    const file = join(bench.folder, 'take.mp4');
    expect(await bench.comfyui.download(operation, file, bench.context)).toMatchObject({
      status: 'failed',
      failure: { class: 'unavailable' },
    });
    expect(await bench.comfyui.download(operation, file, bench.context)).toMatchObject({ status: 'stored' });
  });
});

test('the list of jobs alone says how a job is: nothing else is asked', async () => {
  const bench = await openBench();
  await bench.settled(await bench.accepted());
  const asked = (await bench.vendor.asked()).map(({ path }) => path.split('/').slice(0, 3).join('/'));
  expect(asked).toContain('/api/jobs');
  expect(asked.filter((path) => path.startsWith('/history') || path === '/queue')).toEqual([]);
});

test('whether there is a job is told by one answer', async () => {
  const bench = await openBench();
  const operation = await bench.accepted();
  expect(await bench.comfyui.hasJob?.(operation, bench.context)).toBe(true);
  const nobodys = { ...operation, id: '00000000-0000-4000-8000-000000000000' };
  expect(await bench.comfyui.hasJob?.(nobodys, bench.context)).toBe(false);
});
