import { z } from 'zod';
import type { Json, JsonObject } from '../../base/json.ts';
import type { GenerationRequest } from '../../model/generation.ts';
import type { BlobSha } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { ModelRef, Size } from '../../model/storyboard.ts';
import type { Prepared, Wanted } from '../contract.ts';
import { refusal } from '../refusal.ts';
import { fileAt, withValues, type Gives } from './body.ts';
import { hasPlace, type Graph, type Workflow } from './workflow.ts';

export type Known = { readonly workflow: Workflow; readonly facts: ModelFacts };

/** The workflow with everything of the shot in it, or why this one cannot do it. Pure: nothing is asked of anybody. */
export function prepare(
  known: Known | undefined,
  request: GenerationRequest,
  model: ModelRef,
  { lengthMs }: Wanted,
): Prepared {
  if (known === undefined) return impossible(`there is no workflow for ${model.text}`, 'Name another model.');
  const [option] = Object.keys(model.options);
  if (option !== undefined)
    return impossible(`${model.text}: a workflow takes no options`, 'Write them under `raw: {comfyui: {…}}`.');
  if (request.kind === 'video' && !known.facts.modes.includes(request.mode))
    return impossible(`${model.text} is not made for \`${request.mode}\``, 'Name another model.');
  const draft: Draft = {
    name: model.text,
    workflow: known.workflow,
    values: new Map(),
    unused: new Set(),
    dropped: [],
  };
  fill(draft, request, lengthMs);
  const wrong = addRaw(draft, request);
  if (wrong !== null) return wrong;
  return {
    ok: true,
    body: {
      graph: pruned(withValues(known.workflow.graph, draft.values), draft.unused),
      gives: GIVES[request.kind],
      prefix: known.workflow.map.prefix,
    },
    dropped: draft.dropped,
  };
}

type Draft = {
  readonly name: string;
  readonly workflow: Workflow;
  readonly values: Map<string, Json>;
  /** Nodes that load a file which the shot does not have. */
  readonly unused: Set<string>;
  readonly dropped: string[];
};
type Target = Exclude<keyof Workflow['map'], 'prefix'>;

const GIVES: Readonly<Record<GenerationRequest['kind'], Gives>> = {
  video: 'video',
  image: 'picture',
  voice: 'sound',
  music: 'sound',
};

function fill(draft: Draft, request: GenerationRequest, lengthMs: number): void {
  if (!put(draft, 'seed', request.seed)) draft.dropped.push(`the seed: ${draft.name} has no place for it`);
  switch (request.kind) {
    case 'video':
      fillWords(draft, request.prompt, request.avoid);
      give(draft, 'first_frame', request.start?.sha, 'the first frame');
      give(draft, 'last_frame', request.end?.sha, 'the last frame');
      give(draft, 'video', request.video?.sha, 'the footage');
      give(draft, 'audio', request.audio?.sha, 'the voice');
      fillReferences(
        draft,
        request.references.map(({ sha }) => sha),
      );
      fillSize(draft, request.size);
      fillLength(draft, lengthMs === 0 ? (request.frames * 1000 * request.fps.den) / request.fps.num : lengthMs);
      if (request.hasSound) draft.dropped.push(`the sound: ${draft.name} makes none`);
      return;
    case 'image': {
      fillWords(draft, request.prompt, request.avoid);
      const base = request.base === null ? [] : [request.base.sha];
      fillReferences(draft, [...base, ...request.references.map(({ sha }) => sha)]);
      fillSize(draft, request.size);
      return;
    }
    case 'voice':
      put(draft, 'prompt', request.words);
      return;
    case 'music':
      put(draft, 'prompt', request.prompt);
      fillLength(draft, lengthMs === 0 ? request.lengthMs : lengthMs);
  }
}

function put({ workflow, values }: Draft, target: Target, value: Json): boolean {
  const places = workflow.map[target];
  for (const place of places ?? []) values.set(place, value);
  return places !== undefined;
}

function fillWords(draft: Draft, prompt: string, avoid: string | null): void {
  const inWords = avoid === null || draft.workflow.map.avoid !== undefined ? prompt : `${prompt} Avoid: ${avoid}.`;
  // A schedule reckons with what stands between backticks.
  const isScheduled = draft.workflow.map.travel !== undefined;
  const words = isScheduled ? inWords.replaceAll('`', "'") : inWords;
  if (!put(draft, 'prompt', words)) draft.dropped.push(`the prompt: ${draft.name} takes no words`);
  if (avoid !== null) put(draft, 'avoid', avoid);
  put(draft, 'travel', toSchedule({ '0': '' }));
}

function give(draft: Draft, target: Target, sha: BlobSha | undefined, words: string): void {
  const places = draft.workflow.map[target];
  if (sha !== undefined) {
    if (!put(draft, target, fileAt(sha))) draft.dropped.push(`${words}: ${draft.name} has no place for it`);
    return;
  }
  for (const place of places ?? []) draft.unused.add(place.split('.')[0] ?? '');
}

function fillReferences(draft: Draft, shas: readonly BlobSha[]): void {
  const places = draft.workflow.map.references ?? [];
  for (const [index, place] of places.entries()) {
    const sha = shas[index];
    if (sha === undefined) draft.unused.add(place.split('.')[0] ?? '');
    else draft.values.set(place, fileAt(sha));
  }
  const left = shas.length - places.length;
  if (left > 0)
    draft.dropped.push(
      places.length === 0
        ? `the reference images: ${draft.name} takes none, the prompt describes them`
        : `${left} reference images: ${draft.name} takes ${places.length}`,
    );
}

function fillSize(draft: Draft, size: Size): void {
  const { multiple, most } = draft.workflow.pixels ?? { multiple: 2, most: Number.POSITIVE_INFINITY };
  const times = Math.min(1, Math.sqrt(most / (size.width * size.height)));
  const side = (length: number): number => Math.max(multiple, Math.round((length * times) / multiple) * multiple);
  put(draft, 'width', side(size.width));
  put(draft, 'height', side(size.height));
}

function fillLength(draft: Draft, lengthMs: number): void {
  const { timing } = draft.workflow;
  put(draft, 'seconds', lengthMs / 1000);
  if (timing === undefined) return;
  const { fps, step, most } = timing;
  const wanted = Math.ceil((lengthMs * fps) / 1000);
  put(draft, 'frames', Math.min(most, Math.max(1, Math.ceil((wanted - 1) / step) * step + 1)));
  put(draft, 'fps', fps);
}

/** A file that is not there is not loaded, and nobody is told of it. */
function pruned(graph: Graph, unused: ReadonlySet<string>): Graph {
  const isUsed = (value: Json): boolean =>
    !(Array.isArray(value) && value.length === 2 && unused.has(String(value[0])));
  return Object.fromEntries(
    Object.entries(graph).flatMap(([id, node]) => {
      if (unused.has(id)) return [];
      const inputs = Object.fromEntries(Object.entries(node.inputs).filter(([, value]) => isUsed(value)));
      return [[id, { ...node, inputs }]];
    }),
  );
}

/** `raw: {comfyui: {"5.inputs.steps": 30}}`, and `travel` with a prompt by frame. */
function addRaw(draft: Draft, request: GenerationRequest): Prepared | null {
  const raw = request.kind !== 'voice' && request.kind !== 'music' && isObject(request.raw) ? request.raw : {};
  const own = raw['comfyui'];
  if (!isObject(own)) return null;
  const { map, graph } = draft.workflow;
  for (const [place, value] of Object.entries(own)) {
    if (place === 'travel') {
      const prompts = promptsSchema.safeParse(value);
      if (map.travel === undefined || !prompts.success)
        return impossible(
          `${draft.name} cannot travel through this`,
          'Write `travel: {0: spring, 24: summer}`, for `animatediff-travel` or a workflow like it.',
        );
      put(draft, 'travel', toSchedule(prompts.data));
    } else if (!hasPlace(graph, place) || map.prefix.includes(place))
      return impossible(`${draft.name} has no ${place} to change`, 'Write a place such as `5.inputs.steps`.');
    else draft.values.set(place, value);
  }
  return null;
}

const promptsSchema = z.record(z.string().regex(/^\d{1,6}$/u), z.string());

/** As FizzNodes reads it: the inside of a JSON object, with frames as keys. */
function toSchedule(prompts: Readonly<Record<string, string>>): string {
  return Object.entries(prompts)
    .map(([frame, words]) => `${JSON.stringify(frame)}: ${JSON.stringify(words.replaceAll('`', "'"))}`)
    .join(',\n');
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function impossible(message: string, advice: string): Prepared {
  return { ok: false, failure: refusal('invalid_request', message, advice) };
}
