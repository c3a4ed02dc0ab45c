import { dirname, join } from 'node:path';
import { systemClock, type Clock } from '../src/base/clock.ts';
import { readConfig } from '../src/config.ts';
import { createEngine } from '../src/engine/engine.ts';
import { createFloor } from '../src/engine/floor.ts';
import { createMedia } from '../src/media/create-media.ts';
import { findTools, requireTools } from '../src/media/find-tools.ts';
import { rawEncoderArguments } from '../src/media/raw-encoder.ts';
import { prepareRetake } from '../src/films/retake.ts';
import { selectTake } from '../src/films/select.ts';
import { openSoundFilm, type SoundFilm } from '../src/films/sound-film.ts';
import type { Plan } from '../src/model/plan.ts';
import { UNLIMITED, type Limits } from '../src/plan/limit.ts';
import { createAnimatic } from '../src/providers/animatic/animatic.ts';
import { createLongtake, type OpenOptions } from '../src/wire.ts';
import { PRICE_MICROS, withLedger } from './ledger.ts';

/**
 * One process that renders a film with everything real except the price: every take costs a dollar, and the provider
 * keeps a ledger. Usage: node render-film.ts FILE [HOURS that the clock is wrong [retake SHOT | select SHOT TAKE]].
 * Prints the result as JSON.
 */
const [file = '', wrongHours = '0', what = 'render', shot = '', take = ''] = process.argv.slice(2);
const WISH = { prompt: null, model: null, seed: null, takes: 1, acceptGates: false };
const config = readConfig();
const clock = shifted(systemClock, Number(wrongHours) * 3_600_000);
const longtake = createLongtake(config, clock);
const { opened, plan } = await openPriced({});
const { name, assets } = opened;
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
  tidy: opened.lockFile.tidy,
  defaultOut: () => join(dirname(file), `${name}.mp4`),
});
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const cut = await prepare();
const result = await engine.render(cut.plan, {
  limits: cut.limits,
  begin: cut.begin,
  out: null,
  maxCostMicros: null,
  onEvent: () => {},
  stop: stop.signal,
  kill: new AbortController().signal,
});
process.stdout.write(`${JSON.stringify(result)}\n`);

async function openPriced(options: OpenOptions): Promise<SoundFilm> {
  const film = await openSoundFilm(longtake, file, options);
  return { ...film, longtake: { ...longtake, engine: () => engine }, plan: priced(film.plan) };
}

/** As the commands do: a retake is written down before anything is shot. */
async function prepare(): Promise<Prepared> {
  const begin = async (): Promise<void> => {};
  if (what === 'select') return { ...(await selectTake(openPriced, shot, Number(take), {})), begin };
  if (what !== 'retake') return { plan, limits: UNLIMITED, begin };
  const retake = await prepareRetake(openPriced, shot, WISH, {});
  return { ...retake, begin: retake.write };
}

type Prepared = { readonly plan: Plan; readonly limits: Limits; readonly begin: () => Promise<void> };

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
