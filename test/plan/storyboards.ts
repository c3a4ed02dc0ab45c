import { toId, type CastId, type SceneId, type ShotId } from '../../src/model/ids.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { Character, ModelRef, Place, Prop, Scene, Setup, Shot, Storyboard } from '../../src/model/storyboard.ts';
import type { Plan, ShotPlan, Task } from '../../src/model/plan.ts';
import { compilePlan, type PlanOverrides } from '../../src/plan/compile.ts';
import { readRegistry } from '../../src/providers/registry.ts';

/** Storyboards written by hand: everything absent unless a test says it. */
export const FPS_24 = { num: 24, den: 1 };

export function storyboardOf(shots: readonly Shot[], rest: Partial<Storyboard> = {}): Storyboard {
  return {
    version: 1,
    name: 'film',
    title: 'A Film',
    size: { width: 1280, height: 720 },
    fit: 'crop',
    fps: FPS_24,
    seed: 7,
    budgetMicros: null,
    onUnknown: { all: null, providers: {} },
    onModeration: 'stop',
    style: null,
    avoid: null,
    models: { video: null, image: null, voice: null, music: null },
    characters: [],
    places: [],
    props: [],
    setups: [],
    audio: { music: null, ambience: null, loudnessLufs: null },
    captions: null,
    label: null,
    defaults: {
      duration: null,
      takes: null,
      out: null,
      anchorEvery: null,
      frame: null,
      camera: null,
      trim: null,
      nativeAudio: null,
    },
    scenes: [sceneOf('s1', shots)],
    ...rest,
  };
}

export function sceneOf(id: string, shots: readonly Shot[], rest: Partial<Scene> = {}): Scene {
  return {
    id: toId<SceneId>(id),
    path: ['scenes', id],
    heading: null,
    place: null,
    time: null,
    light: null,
    wardrobe: {},
    with: null,
    style: null,
    note: null,
    shots,
    ...rest,
  };
}

export function shotOf(id: string, rest: Partial<Shot> = {}): Shot {
  return {
    id: toId<ShotId>(id),
    path: ['shots', id],
    setup: null,
    frame: null,
    camera: null,
    light: null,
    place: null,
    time: null,
    wardrobe: {},
    with: null,
    action: null,
    prompt: null,
    sound: null,
    say: [],
    duration: null,
    takes: null,
    seed: null,
    model: null,
    start: null,
    end: null,
    in: null,
    out: null,
    trim: null,
    fit: null,
    nativeAudio: null,
    clip: null,
    restyle: null,
    perform: null,
    lipsync: false,
    motion: [],
    still: false,
    card: null,
    finish: [],
    raw: {},
    note: null,
    was: null,
    ...rest,
  };
}

export function characterOf(id: string, rest: Partial<Character> = {}): Character {
  return {
    id: toId<CastId>(id),
    path: ['characters', id],
    name: id.slice(0, 1).toUpperCase() + id.slice(1),
    look: `the look of ${id}`,
    wardrobe: {},
    refs: {},
    color: null,
    voice: null,
    ...rest,
  };
}

export function placeOf(id: string, rest: Partial<Place> = {}): Place {
  return { id: toId<CastId>(id), path: ['places', id], look: `the look of ${id}`, refs: [], ...rest };
}

export function propOf(id: string, rest: Partial<Prop> = {}): Prop {
  return { id: toId<CastId>(id), path: ['props', id], look: `the look of ${id}`, refs: [], ...rest };
}

export function setupOf(id: string, rest: Partial<Setup> = {}): Setup {
  return {
    id: toId<CastId>(id),
    path: ['setups', id],
    frame: null,
    camera: null,
    light: null,
    place: null,
    with: null,
    ...rest,
  };
}

export function frames(count: number): { readonly kind: 'frames'; readonly frames: number } {
  return { kind: 'frames', frames: count };
}

export const castId = (id: string): CastId => toId<CastId>(id);
export const shotId = (id: string): ShotId => toId<ShotId>(id);

export function line(words: string, rest: Partial<Shot['say'][number]> = {}): Shot['say'][number] {
  return { path: ['say'], who: 'narrator', words, place: 'on', notes: null, ...rest };
}

export function modelRef(text: string): ModelRef {
  const [provider = text, model = null] = text.split(':');
  return { text, provider, model, options: {} };
}

export const MODELS = readRegistry();

export function compile(
  storyboard: Storyboard,
  options: {
    readonly preview?: boolean;
    readonly overrides?: PlanOverrides;
    readonly todayIso?: string;
    readonly unset?: ReadonlySet<string>;
    readonly clipsMs?: ReadonlyMap<string, number>;
  } = {},
): { readonly plan: Plan; readonly problems: readonly Problem[] } {
  return compilePlan({
    storyboard,
    assets: ['front.png', 'left.png', 'room.png', 'key.png', 'footage.mp4', 'start.png', 'end.png'].map((file) => ({
      file,
      absolutePath: `/films/${file}`,
      sha256: `hash of ${file}`,
      sizeBytes: 1,
    })),
    models: MODELS,
    preview: options.preview ?? false,
    todayIso: options.todayIso ?? '2026-11-22',
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
    ...(options.clipsMs === undefined ? {} : { clipsMs: options.clipsMs }),
    ...(options.unset === undefined ? {} : { unset: options.unset }),
  });
}

export function shotPlan(plan: Plan, id: string): ShotPlan {
  const found = plan.shots.find((shot) => shot.id === id);
  if (found === undefined) throw new Error(`no shot ${id}`);
  return found;
}

export function task(plan: Plan, id: string): Task {
  const found = plan.tasks.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no task ${id} in ${plan.tasks.map((one) => one.id).join(', ')}`);
  return found;
}

export function codes(problems: readonly Problem[]): readonly string[] {
  return problems.map((problem) => problem.code);
}
