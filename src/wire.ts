import { dirname, join, resolve } from 'node:path';
import { systemClock, toIsoDate, type Clock } from './base/clock.ts';
import type { Config } from './config.ts';
import type { Engine } from './engine/api.ts';
import { createBoards, type Boards } from './engine/boards.ts';
import type { Callback, EngineDependencies } from './engine/dependencies.ts';
import { createEngine } from './engine/engine.ts';
import { createFloor } from './engine/floor.ts';
import type { Tools } from './media/ffmpeg.ts';
import type { Media } from './media/media.ts';
import type { Lock, LockedTake, LockedTakes } from './model/lock.ts';
import type { LocatedProblem } from './model/problem.ts';
import type { ModelFacts } from './model/model-facts.ts';
import type { Plan } from './model/plan.ts';
import type { Asset, Storyboard } from './model/storyboard.ts';
import { measureClips } from './plan/clip-lengths.ts';
import { compilePlan, type PlanOverrides } from './plan/compile.ts';
import { withoutConsequences } from './plan/problems.ts';
import type { Provider } from './providers/contract.ts';
import { roomsOf } from './providers/rooms.ts';
import { createRemoteFiles, type RemoteFilesOptions } from './providers/remote-file.ts';
import { listModels, readOwnModels } from './providers/own-models.ts';
import { lacksOf, listVideoServers } from './providers/videos-api/server.ts';
import { readPrices } from './providers/prices-file.ts';
import { refreshPrices, type Refreshed } from './providers/refresh-prices.ts';
import { loadStoryboard, toName } from './storyboard/load.ts';
import { sortProblems } from './storyboard/locate.ts';
import { createLockFile, toLockFile, type LockFile } from './storyboard/lock-file.ts';

/** The one place that knows every part and puts them together. */
export type Longtake = {
  /** Reads, checks and plans a storyboard. What is wrong with it is in `problems`; only a file that cannot be read throws. */
  open(file: string, options?: OpenOptions): Promise<OpenedFilm>;
  /** The engine of an opened film's workspace. */
  engine(film: FilmPlace): Engine;
  /** Pictures of an opened film as it stands. */
  boards(film: FilmPlace): Boards;
  /** One frame of a file, as `Media` draws it. */
  frame: Media['frame'];
};

type FilmPlace = Pick<OpenedFilm, 'file' | 'name' | 'assets'> & { readonly workspace?: string };

export type OpenOptions = {
  /** What the file says, in its stead. */
  readonly text?: string;
  /** The storyboard was sent, under this name or none, and is kept under another that says nothing to people. */
  readonly sent?: { readonly name: string | null };
  /** Where everything is kept between runs; `.longtake` beside the storyboard where it is left out. */
  readonly workspace?: string;
  readonly preview?: boolean;
  readonly overrides?: PlanOverrides;
  /** Fetches files that the storyboard names by URL. Those that are pinned and fetched already need no permission. */
  readonly allowRemote?: boolean;
  /** Plans as if this were locked for the shot already: nothing is written. */
  readonly locked?: { readonly shot: string; readonly take: LockedTake };
};
/** What may be done on the network beyond the rules; nothing unless a caller says so. */
export type Network = Pick<RemoteFilesOptions, 'allowAddress'>;
export type OpenedFilm = {
  readonly file: string;
  readonly workspace: string;
  /** File name without folder and extension. */
  readonly name: string;
  /** Errors and warnings of the text, its files and its plan, in the order of the file. */
  readonly problems: readonly LocatedProblem[];
  /** Null when the text is too broken to plan. With errors among `problems` it is a best effort and is not rendered. */
  readonly plan: Plan | null;
  readonly assets: readonly Asset[];
  /** What people and renders decided about it. */
  readonly lockFile: LockFile;
};

export function createLongtake(config: Config, clock: Clock = systemClock, network: Network = {}): Longtake {
  const ffmpeg = once(() => findFfmpeg(config));
  const media = once(async () => (await import('./media/create-media.ts')).createMedia(await ffmpeg()));
  // Read once: what a plan says that a take costs must be what the ceiling is kept by, whatever is written meanwhile.
  const models = once(() => listModels(config.modelsFile, readPrices(config.pricesFile)));
  const providers = once(() => createProviders(config, models(), ffmpeg, clock));
  const unpriced = once(() => listUnpriced(models()));
  const floor = once(() => createFloor(roomsOf(models(), config.slots ?? {})));
  const toDependencies = ({ file, name, assets, workspace = workspaceOf(file) }: FilmPlace): EngineDependencies => ({
    workspace,
    clock,
    media,
    providers,
    floor: floor(),
    assets,
    callback: config.publicUrl === null ? null : toCallback(config.publicUrl),
    hasPrice: ({ medium, model }) => !unpriced().has(`${medium} ${model}`),
    accepts: async () => (await lockFileOf(file).read()).accepts,
    overruled: {
      read: async () => (await lockFileOf(file).read()).overruled,
      add: lockFileOf(file).overrule,
    },
    tidy: lockFileOf(file).tidy,
    defaultOut: (preview) => join(dirname(resolve(file)), `${name}${preview ? '.preview' : ''}.mp4`),
  });
  return {
    open: async (file, options = {}) => {
      const workspace = options.workspace ?? workspaceOf(file);
      const lockFile = lockFileOf(file);
      const lock = await lockFile.read();
      const remote = createRemoteFiles({
        ...network,
        folder: join(workspace, 'remote'),
        pins: lockFile.pins,
      });
      const loaded = await loadStoryboard(file, {
        ...remote,
        allowRemote: options.allowRemote ?? false,
        text: options.text ?? null,
        ...(options.sent === undefined ? {} : { untitled: toUntitled(options.sent) }),
      });
      const { storyboard, assets } = loaded;
      const shown = options.sent === undefined ? file : toShownFile(options.sent, storyboard);
      const told = (problems: readonly LocatedProblem[]): readonly LocatedProblem[] =>
        problems.map((problem) => (problem.file === file ? { ...problem, file: shown } : problem));
      if (storyboard === null)
        return { file, workspace, name: toName(file), problems: told(loaded.problems), plan: null, assets, lockFile };
      const clips = await measureClips(storyboard, assets, async ({ absolutePath }) =>
        (await media()).measurePictureMs(absolutePath, AbortSignal.timeout(MEASURE_TIMEOUT_MS)),
      );
      const { plan, problems } = compilePlan({
        storyboard,
        assets,
        clipsMs: clips.clipsMs,
        models: models(),
        preview: options.preview ?? false,
        overrides: options.overrides ?? {},
        selects: selectsOf(lock, options),
        todayIso: toIsoDate(clock.nowMs()),
        unset: listUnset(config),
      });
      return {
        file,
        workspace,
        name: storyboard.name,
        problems: told(
          sortProblems(
            [
              ...loaded.problems,
              ...[...clips.problems, ...withoutConsequences(problems, loaded.problems)].map((problem) =>
                loaded.locate(problem),
              ),
            ],
            file,
          ),
        ),
        plan,
        assets,
        lockFile,
      };
    },
    engine: (film) => createEngine(toDependencies(film)),
    boards: (film) => createBoards(toDependencies(film)),
    frame: async (request, signal) => (await media()).frame(request, signal),
  };
}

/**
 * Asks providers for their prices, which costs nothing, and writes down what they say.
 * @throws EnvironmentError where nobody can be asked, or there is no place to write to
 */
export async function askPrices(config: Config, signal: AbortSignal, clock: Clock = systemClock): Promise<Refreshed> {
  const { modelsFile, pricesFile } = config;
  const providers = await createVendors(config, listModels(modelsFile, new Map()), clock);
  return refreshPrices(
    { providers, listModels: (prices) => listModels(modelsFile, prices), file: pricesFile, clock },
    signal,
  );
}

/** Behind a proxy the server may stand in a folder. */
function toCallback(publicUrl: URL): Callback {
  const base = publicUrl.href.endsWith('/') ? publicUrl.href : `${publicUrl.href}/`;
  return (provider, nonce) => new URL(`v1/webhooks/${provider}?n=${nonce}`, base).href;
}

/** What problems of a storyboard that was sent say that they are in. */
function toShownFile({ name }: { readonly name: string | null }, storyboard: Storyboard | null): string {
  const title = storyboard === null || storyboard.title === UNTITLED ? null : storyboard.title;
  return (name ?? title ?? 'storyboard.yaml').replaceAll(/[/\\]/gu, ' ');
}

function toUntitled({ name }: { readonly name: string | null }): string {
  return name === null ? UNTITLED : toName(name);
}

const UNTITLED = 'Untitled film';

function selectsOf(lock: Lock, { preview, locked }: OpenOptions): LockedTakes {
  const selects = preview === true ? lock.preview : lock.selects;
  return locked === undefined ? selects : new Map([...selects, [locked.shot, locked.take]]);
}

/** Several processes may choose at the same time: each keeps what the others chose. */
function lockFileOf(file: string): LockFile {
  return createLockFile(resolve(toLockFile(file)), async (work) => {
    const { exclusively } = await import('./store/exclusive.ts');
    await exclusively(join(workspaceOf(file), 'choices'), work);
  });
}

/** Everything that is kept between runs, beside the storyboard. */
function workspaceOf(file: string): string {
  return join(dirname(resolve(file)), '.longtake');
}

/** Reading the packets of an hour takes seconds. */
const MEASURE_TIMEOUT_MS = 120_000;

async function createProviders(
  config: Config,
  models: readonly ModelFacts[],
  findEncoder: () => Promise<Tools>,
  clock: Clock,
): Promise<ReadonlyMap<string, Provider>> {
  const [{ createAnimatic }, { createClip }, vendors] = await Promise.all([
    import('./providers/animatic/animatic.ts'),
    import('./providers/clip/clip.ts'),
    createVendors(config, models, clock),
  ]);
  const animatic = createAnimatic({
    clock,
    encoder: async (spec) => {
      const [{ rawEncoderArguments }, { ffmpegPath }] = await Promise.all([
        import('./media/raw-encoder.ts'),
        findEncoder(),
      ]);
      return { command: ffmpegPath, argv: rawEncoderArguments(spec) };
    },
  });
  return new Map([animatic, createClip(), ...vendors].map((provider) => [provider.id, provider]));
}

/** Those that are elsewhere. Each loads its client when it is asked for the first time. */
async function createVendors(
  { accounts, servers, openrouterSecret, modelsFile, variables, keyOf }: Config,
  models: readonly ModelFacts[],
  clock: Clock,
): Promise<readonly Provider[]> {
  const own = readOwnModels(modelsFile);
  const [
    { createFal },
    { createReplicate },
    { createRunway },
    { createElevenlabs },
    { createGemini },
    { createOpenaiSpeech },
    { createComfyui },
    { createVideosApi },
    { createCommand },
    { createAiSdk },
  ] = await Promise.all([
    import('./providers/fal/fal.ts'),
    import('./providers/replicate/replicate.ts'),
    import('./providers/runway/runway.ts'),
    import('./providers/elevenlabs/elevenlabs.ts'),
    import('./providers/gemini/gemini.ts'),
    import('./providers/openai-speech/openai-speech.ts'),
    import('./providers/comfyui/comfyui.ts'),
    import('./providers/videos-api/videos-api.ts'),
    import('./providers/command/command.ts'),
    import('./providers/ai-sdk/ai-sdk.ts'),
  ]);
  return [
    createFal({ account: accounts.fal, models, clock }),
    createReplicate({ account: accounts.replicate, models, clock }),
    createRunway({ account: accounts.runway, models, clock }),
    createElevenlabs({ account: accounts.elevenlabs, models, clock }),
    createGemini({ account: accounts.gemini, models, clock }),
    createOpenaiSpeech({ account: accounts.openai, models, clock }),
    createComfyui({ account: servers.comfyui, models, workflows: own.workflows, clock }),
    ...listVideoServers(servers['videos-api'], own.servers, keyOf).map((server) =>
      createVideosApi({ server, webhookSecret: openrouterSecret, models, settings: own.videosApi, clock }),
    ),
    createCommand({ models, settings: own.commands, variables, clock }),
    createAiSdk({ models, settings: own.aiSdk, clock }),
  ];
}

async function findFfmpeg(config: Config): Promise<Tools> {
  const { findTools, requireTools } = await import('./media/find-tools.ts');
  return requireTools(await findTools(config));
}

/** What cannot be asked for want of a key or an address. */
function listUnset({ accounts, servers, modelsFile, keyOf }: Config): ReadonlySet<string> {
  const videos = listVideoServers(servers['videos-api'], readOwnModels(modelsFile).servers, keyOf);
  return new Set([
    ...Object.entries(accounts).flatMap(([id, { key }]) => (key === null ? id : [])),
    ...(servers.comfyui.url === null ? ['comfyui'] : []),
    ...videos.flatMap((server) => (lacksOf(server) === null ? [] : server.id)),
  ]);
}

function listUnpriced(models: readonly ModelFacts[]): ReadonlySet<string> {
  const facts = models.filter(({ price }) => price.kind === 'unknown');
  return new Set(facts.map(({ medium, id }) => `${medium} ${id}`));
}

/** Calls `make` at the first call and hands what it made to every later one. */
function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
