import { dirname, join } from 'node:path';
import { systemClock, type Clock } from '../src/base/clock.ts';
import { readConfig } from '../src/config.ts';
import { createEngine } from '../src/engine/engine.ts';
import { createFloor } from '../src/engine/floor.ts';
import { createMedia } from '../src/media/create-media.ts';
import { findTools, requireTools } from '../src/media/find-tools.ts';
import { rawEncoderArguments } from '../src/media/raw-encoder.ts';
import type { Plan } from '../src/model/plan.ts';
import { createAnimatic } from '../src/providers/animatic/animatic.ts';
import { createLongtake } from '../src/wire.ts';
import { PRICE_MICROS, withLedger } from './ledger.ts';

/**
 * One process that renders a film with everything real except the price: every take costs a dollar, and the provider
 * keeps a ledger. Usage: node render-film.ts FILE [HOURS that the clock is wrong]. Prints the result as JSON.
 */
const [file = '', wrongHours = '0'] = process.argv.slice(2);
const config = readConfig();
const clock = shifted(systemClock, Number(wrongHours) * 3_600_000);
const { plan, name, assets, problems } = await createLongtake(config, clock).open(file);
if (plan === null) throw new Error(problems.map(({ message }) => message).join('\n'));
const tools = requireTools(await findTools(config));
// A provider goes by its own clock.
const animatic = createAnimatic({
  clock: systemClock,
  encoder: async (spec) => ({ command: tools.ffmpegPath, argv: rawEncoderArguments(spec) }),
});
const engine = createEngine({
  workspace: join(dirname(file), '.longtake'),
  clock,
  media: async () => createMedia(tools),
  providers: async () => new Map([[animatic.id, withLedger(animatic, join(dirname(file), 'ledger.jsonl'))]]),
  floor: createFloor(new Map()),
  assets,
  hasPrice: () => true,
  defaultOut: () => join(dirname(file), `${name}.mp4`),
});
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const result = await engine.render(priced(plan), {
  out: null,
  maxCostMicros: null,
  onEvent: () => {},
  stop: stop.signal,
  kill: new AbortController().signal,
});
process.stdout.write(`${JSON.stringify(result)}\n`);

function priced(free: Plan): Plan {
  const tasks = free.tasks.map((task) => ({
    ...task,
    ladder: task.ladder.map((choice) => ({ ...choice, costMicros: PRICE_MICROS })),
  }));
  return { ...free, tasks, costMicros: tasks.filter(({ request }) => request !== null).length * PRICE_MICROS };
}

function shifted(right: Clock, byMs: number): Clock {
  return { ...right, nowMs: () => right.nowMs() + byMs };
}
