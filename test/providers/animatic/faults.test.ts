import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { GenerationRequest } from '../../../src/model/generation.ts';
import type { Provider, SubmitOutcome } from '../../../src/providers/contract.ts';
import { type ShotId, toId } from '../../../src/model/ids.ts';
import { FAULTS, type Fault } from '../../../src/providers/animatic/options.ts';
import { animatic, context, decode, make, manualClock, model, musicRequest, scratch, videoRequest } from './setup.ts';

const CLASSES: Partial<Record<Fault, string>> = {
  rejected: 'invalid_request',
  moderation: 'moderation',
  rate_limited: 'rate_limited',
  quota: 'quota',
  unauthorized: 'unauthorized',
  unavailable: 'unavailable',
  model_retired: 'model_retired',
  lost: 'lost',
  provider_failed: 'provider_failed',
};
const at = (call: string): Fault[] =>
  (Object.keys(FAULTS) as Fault[]).filter((fault) => FAULTS[fault] === call && CLASSES[fault] !== undefined);

function bodyOf(provider: Provider, text: string, request: GenerationRequest = videoRequest()): JsonObject {
  const prepared = provider.prepare(request, model(text), { lengthMs: 0 });
  if (!prepared.ok) throw new Error(prepared.failure.message);
  return prepared.body;
}
async function submit(
  provider: Provider,
  text: string,
  key = 'key-1',
  request: GenerationRequest = videoRequest(),
): Promise<SubmitOutcome> {
  return provider.submit(bodyOf(provider, text, request), { ...context, idempotencyKey: key });
}
async function accept(provider: Provider, text: string): Promise<JsonObject> {
  const outcome = await submit(provider, text);
  if (outcome.status !== 'accepted') throw new Error(outcome.status);
  return outcome.operation;
}

describe('a scripted failure', () => {
  it.each(at('submit'))('%s is refused when it is submitted, and costs nothing', async (fault) => {
    const outcome = await submit(animatic(), `animatic?fail=${fault}`);
    expect(outcome).toMatchObject({ status: 'rejected', failure: { class: CLASSES[fault], billed: 'no' } });
  });

  it.each(at('poll'))('%s is accepted and fails when it is polled', async (fault) => {
    const provider = animatic();
    const polled = await provider.poll(await accept(provider, `animatic?fail=${fault}`), context);
    expect(polled).toMatchObject({ status: 'failed', failure: { class: CLASSES[fault] } });
  });

  it('moderation suspects the first character, and rate_limited says when to come back', async () => {
    expect(await submit(animatic(), 'animatic?fail=moderation')).toMatchObject({
      failure: { suspect: 'character mara' },
    });
    expect(await submit(animatic(), 'animatic?fail=rate_limited')).toMatchObject({ failure: { retryAfterMs: 1_000 } });
  });

  it('ambiguous gives no answer although the job exists, and can be found or not as safety says', async () => {
    const provider = animatic();
    expect(await submit(provider, 'animatic?fail=ambiguous')).toMatchObject({ status: 'ambiguous' });
    const look = async (text: string): Promise<string> =>
      (await provider.reconcile({ id: context.attempt, body: bodyOf(provider, text), intentMs: 0, leadMs: 0 }, context))
        .status;
    expect(await look('animatic?fail=ambiguous')).toBe('found');
    expect(await look('animatic?fail=ambiguous&safety=lookup')).toBe('found');
    expect(await look('animatic?fail=ambiguous&safety=none')).toBe('unknown');
    expect(await look('animatic?fail=vanished')).toBe('absent');
  });

  it('throws breaks the call itself', async () => {
    await expect(submit(animatic(), 'animatic?fail=throws')).rejects.toThrow('s1a');
  });

  it('stuck never ends; slow ends when its delay has passed', async () => {
    const clock = manualClock();
    const provider = animatic(clock);
    const stuck = await accept(provider, 'animatic?fail=stuck');
    const slow = await accept(provider, 'animatic?fail=slow&delay=2s');
    clock.advance(1_500);
    expect(await provider.poll(slow, context)).toMatchObject({ status: 'pending', retryAfterMs: 500 });
    clock.advance(86_400_000);
    expect(await provider.poll(slow, context)).toEqual({ status: 'done', costMicros: 0 });
    expect(await provider.poll(stuck, context)).toMatchObject({ status: 'pending' });
  });

  it('goes away after the given number of submissions; the same key is one submission', async () => {
    const provider = animatic();
    const text = 'animatic?fail=unavailable&times=2';
    const seen: string[] = [];
    for (const key of ['a', 'a', 'b', 'c', 'a']) seen.push((await submit(provider, text, key)).status);
    expect(seen).toEqual(['rejected', 'rejected', 'rejected', 'accepted', 'rejected']);
  });

  it('strikes only the named shots; beds of sound go by their role', async () => {
    const provider = animatic();
    const other = videoRequest({ shot: toId<ShotId>('s9') });
    expect((await submit(provider, 'animatic?fail=quota&on=s1a,music')).status).toBe('rejected');
    expect((await submit(provider, 'animatic?fail=quota&on=s1a,music', 'k', other)).status).toBe('accepted');
    expect((await submit(provider, 'animatic?fail=quota&on=s1a,music', 'k', musicRequest())).status).toBe('rejected');
    expect(
      (await submit(provider, 'animatic?fail=quota&on=s1a,music', 'k', musicRequest({ role: 'ambience' }))).status,
    ).toBe('accepted');
  });

  it('download fails as often as asked and then works', async () => {
    await using folder = await scratch();
    const provider = animatic();
    const operation = await accept(provider, 'animatic?fail=download&times=1');
    const fetch = (): ReturnType<Provider['download']> =>
      provider.download(operation, folder.path('take.mp4'), context);
    expect(await fetch()).toMatchObject({ status: 'failed', failure: { class: 'unavailable' } });
    expect(await fetch()).toMatchObject({ status: 'stored' });
  });

  it('spoils the file: corrupt, short, black, frozen', async () => {
    await using folder = await scratch();
    const provider = animatic();
    const shoot = async (fault: string): Promise<string> => {
      const file = folder.path(`${fault}.mp4`);
      await make(provider, videoRequest({ frames: 8 }), file, { model: `animatic?fail=${fault}` });
      return file;
    };
    const corrupt = await shoot('corrupt');
    expect((await readFile(corrupt)).length).toBeGreaterThan(1_000);
    await expect(decode(corrupt)).rejects.toThrow('Invalid data');
    expect(await decode(await shoot('short'))).toHaveLength(4);
    const black = await decode(await shoot('black'));
    expect(Math.max(...black.map((frame) => frame.reduce((most, value) => Math.max(most, value), 0)))).toBeLessThan(8);
    const [first, ...others] = await decode(await shoot('frozen'));
    const loudest = others.map((frame) =>
      frame.reduce((most, value, index) => Math.max(most, Math.abs(value - first![index]!)), 0),
    );
    expect(Math.max(...loudest)).toBeLessThan(12);
  });
});
