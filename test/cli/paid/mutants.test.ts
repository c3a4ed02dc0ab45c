import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFalClient } from '@fal-ai/client';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { ApiKey } from '../../../src/base/api-key.ts';
import { readConfig } from '../../../src/config.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createFloor } from '../../../src/engine/floor.ts';
import { routeTo } from '../../../src/providers/account.ts';
import type { Provider } from '../../../src/providers/contract.ts';
import { createFal } from '../../../src/providers/fal/fal.ts';
import { parseBody } from '../../../src/providers/hosted-job.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { createLongtake } from '../../../src/wire.ts';
import { media } from '../../media/support/tools.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';

/**
 * Broken on purpose, against the vendor's server in its own process: its book must show each of them. A judge that lets
 * one pass is no judge.
 */
type Mutant = {
  readonly name: string;
  readonly break: (fal: Provider, vendor: StartedVendor) => Provider;
  readonly isCaught: boolean;
};

const MUTANTS: readonly Mutant[] = [
  { name: 'nothing is broken', break: (fal) => fal, isCaught: false },
  {
    name: 'what has no answer is sent again',
    break: (fal) => ({
      ...fal,
      submit: async (body, context) => {
        const answer = await fal.submit(body, context);
        return answer.status === 'ambiguous' ? fal.submit(body, context) : answer;
      },
    }),
    isCaught: true,
  },
  {
    name: 'the vendor’s client is let at the network by itself',
    break: (fal, vendor) => ({
      ...fal,
      submit: async (json) => {
        const { endpoint, gives, input } = parseBody(json);
        const route = routeTo(new URL(vendor.url), ['queue.fal.run']);
        const client = createFalClient({
          credentials: 'a:b',
          suppressLocalCredentialsWarning: true,
          fetch: (address, init) => fetch(route(new URL(address instanceof Request ? address.url : address)), init),
        });
        const { request_id: id } = await client.queue.submit(endpoint, { input });
        return { status: 'accepted', operation: { id, endpoint, gives } };
      },
    }),
    isCaught: true,
  },
  {
    name: 'what is not listed yet counts as absent',
    break: (fal) => ({ ...fal, reconcile: async () => ({ status: 'absent' }) }),
    isCaught: true,
  },
];

const FILM = `longtake: 1
title: One Shot
size: 160x90
fps: 12
models: {video: fal:kling-v3-pro}
scenes: [{id: s1, shots: [{id: a, start: text, duration: 3s, action: A door opens.}]}]
`;

let running: Promise<StartedVendor> | null = null;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

test.each(MUTANTS)('when $name, the vendor’s book shows it: $isCaught', async ({ break: breakIt, isCaught }) => {
  running ??= startVendor('fal', '');
  const folder = await temporaryFolder();
  const vendor = await (await running).begin(join(folder, 'charges.jsonl'));
  await vendor.faults({ fault: 'reset_after' });
  const file = join(folder, 'film.yaml');
  await writeFile(file, FILM);
  const config = readConfig({ PATH: process.env['PATH'] });
  const { plan, assets } = await createLongtake(config).open(file);
  if (plan === null) throw new Error('no plan');
  const fal = createFal({
    account: { key: new ApiKey('FAL_KEY', 'a:b'), url: new URL(vendor.url) },
    models: readRegistry(),
    clock: systemClock,
  });
  const broken = breakIt(fal, vendor);
  const engine = createEngine({
    workspace: join(folder, '.longtake'),
    clock: systemClock,
    media: async () => media,
    providers: async () => new Map([['fal', broken]]),
    floor: createFloor(new Map()),
    assets,
    hasPrice: () => true,
    defaultOut: () => join(folder, 'film.mp4'),
  });
  const result = await engine.render(plan, {
    out: null,
    maxCostMicros: null,
    onEvent: () => {},
    stop: new AbortController().signal,
    kill: new AbortController().signal,
  });
  expect(result.film?.isPartial).toBe(false);
  const whats = vendor.charges().map(({ what }) => what);
  expect(new Set(whats).size < whats.length).toBe(isCaught);
});
