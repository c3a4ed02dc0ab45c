import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lengthMsFor } from '../../../src/plan/abilities.ts';
import { readOwnModels } from '../../../src/providers/own-models.ts';
import { prepare } from '../../../src/providers/videos-api/prepare.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { modelOf, started } from '../fal/bench.ts';

const RANGE = { kind: 'range', minMs: 1_000, maxMs: 5_000 };
const PAID = { kind: 'per_second', micros: 50_000 };

async function described(model: object) {
  const file = join(await temporaryFolder(), 'models.json');
  const entry = { id: 'videos-api:wan', modes: ['text', 'image'], lengths: RANGE, price: PAID, ...model };
  await writeFile(file, JSON.stringify({ version: 1, models: [entry] }));
  const { facts, videosApi } = readOwnModels(file);
  const [own] = facts;
  const settings = videosApi.get('videos-api:wan');
  if (own === undefined || settings === undefined) throw new Error('nothing was read');
  return { facts: own, settings };
}

test.each(['openai', 'sglang', 'vllm-omni', 'openrouter'] as const)(
  'a plan reckons with no less than the dialect of %s asks for',
  async (dialect) => {
    const known = await described({ dialect });
    for (let frames = 12; frames <= 60; frames += 1) {
      const lengthMs = lengthMsFor(known.facts, frames, { num: 12, den: 1 });
      if (lengthMs === null) throw new Error(`${frames} frames are too many`);
      const prepared = prepare(known, started(), modelOf('videos-api:wan'), { lengthMs });
      const sent = JSON.stringify(prepared);
      const [, seconds] = /"(?:seconds|duration)":"?(\d+)/u.exec(sent) ?? [];
      const [, count] = /"num_frames":"(\d+)"/u.exec(sent) ?? [];
      const askedMs = seconds === undefined ? (Number(count) * 1_000) / 16 : Number(seconds) * 1_000;
      expect(lengthMs, `${frames} frames`).toBeGreaterThanOrEqual(askedMs);
      expect(Math.round((askedMs * 12) / 1_000), `${frames} frames`).toBeGreaterThanOrEqual(frames);
    }
  },
);

test.each(['openai', 'sglang'] as const)('where nobody says how long, with %s too', async (dialect) => {
  const { facts } = await described({ dialect, lengths: null });
  expect(lengthMsFor(facts, 30, { num: 24, den: 1 })).toBe(dialect === 'openai' ? 2_000 : 1_313);
});

test('lengths that somebody lists are those that can be asked for', async () => {
  const lengths = { kind: 'steps', ms: [1_500, 2_000, 4_000] };
  expect((await described({ dialect: 'openai', lengths })).facts.lengths).toEqual({
    kind: 'steps',
    ms: [2_000, 4_000],
  });
});

test('what costs nothing keeps its lengths', async () => {
  expect((await described({ dialect: 'vllm-omni', price: { kind: 'free' } })).facts.lengths).toEqual(RANGE);
});
