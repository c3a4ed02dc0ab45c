import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { systemClock } from '../src/base/clock.ts';
import type { JsonObject } from '../src/base/json.ts';
import type { VideoRequest } from '../src/model/generation.ts';
import { type AttemptId, toId } from '../src/model/ids.ts';
import type { ModelRef } from '../src/model/storyboard.ts';
import { findTools, requireTools } from '../src/media/find-tools.ts';
import { rawEncoderArguments } from '../src/media/raw-encoder.ts';
import { compilePlan } from '../src/plan/compile.ts';
import { createAnimatic } from '../src/providers/animatic/animatic.ts';
import { readRegistry } from '../src/providers/registry.ts';
import { parseStoryboard } from '../src/storyboard/parse.ts';

/**
 * `npm run bench -- animatic [FILM.yaml [TAKES]]`: the animatic draws the first takes of a worked film at 1280x720, as
 * many at once as there are cores. The baseline is the takes' own length: below 1 is faster than real time.
 */
const file = process.argv[2] ?? join(import.meta.dirname, '..', 'storyboards', '04-dialogue.yaml');
const takes = Number(process.argv[3] ?? 7);
const signal = new AbortController().signal;
const context = { signal, blobPath: (): never => fail('the takes of this benchmark start from no frame') };

const tools = requireTools(
  await findTools({ ffmpegPath: process.env.FFMPEG_PATH ?? null, path: process.env.PATH ?? null }),
);
const animatic = createAnimatic({
  clock: systemClock,
  encoder: async (spec) => ({ command: tools.ffmpegPath, argv: rawEncoderArguments(spec) }),
});
const folder = mkdtempSync(join(tmpdir(), 'longtake-bench-'));
try {
  const requests = readRequests().slice(0, takes);
  const first = requests[0] ?? fail(`${file} has no takes`);
  // The first take of a worker also loads the canvas and its fonts.
  await Promise.all(Array.from({ length: availableParallelism() }, (_, index) => draw(first, `warm ${index}.mp4`)));
  const waiting = [...requests.entries()];
  const fromMs = performance.now();
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        await draw(next[1], `${next[0]}.mp4`);
    }),
  );
  const seconds = (performance.now() - fromMs) / 1000;
  const frames = requests.reduce((sum, request) => sum + request.frames, 0);
  const filmed = requests.reduce((sum, request) => sum + (request.frames * request.fps.den) / request.fps.num, 0);
  console.log(
    `${requests.length} takes of ${basename(file)}, ${first.size.width}x${first.size.height}, ${availableParallelism()} at once: ` +
      `${frames} frames, ${filmed.toFixed(1)} s of film drawn and encoded in ${seconds.toFixed(1)} s`,
  );
  console.log(
    `time : length of the takes = ${(seconds / filmed).toFixed(2)} (${seconds < filmed ? 'faster' : 'SLOWER'} than real time)`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readRequests(): readonly VideoRequest[] {
  const { storyboard } = parseStoryboard({ file, name: 'bench', text: readFileSync(file, 'utf8') });
  if (storyboard === null) return fail(`${file} cannot be read`);
  const { plan } = compilePlan({
    storyboard,
    assets: [],
    models: readRegistry(),
    preview: true,
    todayIso: '2026-11-22',
  });
  return plan.tasks.flatMap(({ request }) =>
    request?.request.kind === 'video' ? [{ ...request.request, start: null, end: null }] : [],
  );
}

async function draw(request: VideoRequest, name: string): Promise<void> {
  const model: ModelRef = { text: 'animatic', provider: 'animatic', model: null, options: {} };
  const prepared = animatic.prepare(request, model, { lengthMs: 0 });
  if (!prepared.ok) return fail(prepared.failure.message);
  const operation = await submit(prepared.body, name);
  const outcome = await animatic.download(operation, join(folder, name), { ...context, onProgress: () => {} });
  if (outcome.status !== 'stored') fail(outcome.failure.message);
}

async function submit(body: JsonObject, key: string): Promise<JsonObject> {
  const submitted = await animatic.submit(body, {
    ...context,
    attempt: toId<AttemptId>(key),
    idempotencyKey: key,
    mayLeave: () => true,
    keep: () => fail('nothing is kept here'),
  });
  return submitted.status === 'accepted' ? submitted.operation : fail(`a take was ${submitted.status}`);
}

function fail(message: string): never {
  throw new Error(message);
}
