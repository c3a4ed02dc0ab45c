import type { ShotId } from '../model/ids.ts';
import type { ModelFacts, VideoMode } from '../model/model-facts.ts';
import { policyFor, policyToText } from '../model/on-unknown.ts';
import type { ModelChoice, ShotPlan, Statement, Task } from '../model/plan.ts';
import type { Shot } from '../model/storyboard.ts';
import { microsToFrames } from '../model/time.ts';
import type { Draft } from './draft.ts';
import { unreadyAmong } from './ready.ts';
import { countText, listText } from './words.ts';

export type StatementsInput = {
  readonly draft: Draft;
  readonly shots: readonly ShotPlan[];
  readonly tasks: readonly Task[];
  /** Rungs that were left out of ladders. */
  readonly notes: readonly string[];
};

/** What is said once under the plan's table: nothing that a film asks for is left undone without a word. */
export function statementsOf(input: StatementsInput): readonly Statement[] {
  // Most tasks share a few.
  const ladders: Ladders = new Set(input.tasks.map((task) => task.ladder));
  return [
    ...unready(input),
    ...drawnForPaid(input),
    ...later(input),
    ...cameraInWords(input),
    ...motionInWords(input),
    ...referencesInWords(input),
    ...looseEnds(input),
    ...namesAlone(input),
    ...unknownPrices(ladders, input.draft),
    ...retirements(ladders, input.draft),
    ...lostAnswers(ladders, input.draft),
    ...input.notes.map((text) => say('note', text)),
  ];
}

type Ladders = ReadonlySet<Task['ladder']>;

function say(kind: Statement['kind'], text: string, shot: ShotId | null = null): Statement {
  return { kind, shot, text };
}

function unready({ tasks }: StatementsInput): readonly Statement[] {
  const models = unreadyAmong(tasks);
  if (models.length === 0) return [];
  const names = models.map(({ model, tasks: waiting }) => `${model} (${countText(waiting.length, 'task')})`);
  const text = `this version has no adapter for ${listText(names)}: \`render\` refuses the film, \`render --preview\` draws and voices it locally for nothing`;
  return [say('later', text)];
}

/** A ladder for video alone sends drawings to a paid model: allowed, and said. */
function drawnForPaid({ shots, tasks, draft }: StatementsInput): readonly Statement[] {
  if (draft.input.preview) return [];
  const paid = new Set(shots.filter((shot) => isPaid(shot.ladder[0])).map((shot) => shot.id));
  if (paid.size === 0) return [];
  const isLocalFor = (kind: Task['kind']): boolean =>
    tasks.some((task) => task.kind === kind && task.shot !== null && paid.has(task.shot) && !isPaid(task.ladder[0]));
  return [
    ...(isLocalFor('keyframe')
      ? [say('warning', 'keyframes are drawings of the animatic and go to a paid video model: name `models: image`')]
      : []),
    ...(isLocalFor('voice')
      ? [say('note', 'lines are spoken by a scratch voice of the animatic: name `models: voice` for real ones')]
      : []),
  ];
}

/** What a storyboard can ask for and this version's render does not carry out, key by key. */
function later({ draft, shots, tasks }: StatementsInput): readonly Statement[] {
  const { storyboard } = draft.input;
  const hosted = new Set(shots.filter((shot) => isPaid(shot.ladder[0])).map((shot) => shot.id));
  const finished = finishedShots(tasks);
  const perShot = LATER_KEYS.flatMap(({ key, isAsked, instead, isForModels = false }) => {
    const asked = draft.shots.map(({ resolved }) => resolved.shot).filter((shot) => isAsked(shot));
    const done = isForModels ? hosted : finished[key];
    const ids = asked.filter(({ id }) => !done.has(id)).map(({ id }) => id);
    return ids.length === 0
      ? []
      : [say('later', `\`${key}\` (${some(ids)}) is not carried out by this version: ${instead}`)];
  });
  const { audio, captions, label } = storyboard;
  const beds = [audio.music, audio.ambience].filter((bed) => bed !== null);
  return [
    ...perShot,
    ...(captions === null ? [] : [notYet('captions', 'no caption files are written and nothing is burned in')]),
    ...(label === null ? [] : [notYet('label', 'the film is not labelled')]),
    ...(audio.loudnessLufs === null ? [] : [notYet('audio: loudness', 'the mix keeps the levels it was given')]),
    ...(beds.some((bed) => bed.duckDb !== 0) ? [notYet('audio: duck', 'music keeps its level under speech')] : []),
  ];
}

/** Shots whose lips are moved, and shots that are upscaled or smoothed. */
function finishedShots(tasks: readonly Task[]): Readonly<Record<LaterKey, ReadonlySet<string>>> {
  const of = (isOf: (mode: VideoMode, task: Task) => boolean): ReadonlySet<string> =>
    new Set(
      tasks.flatMap((task) =>
        task.request?.request.kind === 'video' && isOf(task.request.request.mode, task) ? (task.shot ?? []) : [],
      ),
    );
  return {
    lipsync: of((mode) => mode === 'lipsync' || mode === 'avatar'),
    finish: of((mode) => mode === 'upscale' || mode === 'smooth'),
    perform: new Set(),
    restyle: new Set(),
  };
}

type LaterKey = 'lipsync' | 'perform' | 'restyle' | 'finish';

const LATER_KEYS: readonly {
  readonly key: LaterKey;
  readonly isAsked: (shot: Shot) => boolean;
  readonly instead: string;
  /** Models carry it out; what is drawn here, or is footage, goes without. */
  readonly isForModels?: true;
}[] = [
  {
    key: 'lipsync',
    isAsked: (shot) => shot.lipsync && shot.say.length > 0,
    instead: 'lips are not synced to the voice',
  },
  {
    key: 'perform',
    isAsked: (shot) => shot.perform !== null,
    instead: 'the shot is made without the performance',
    isForModels: true,
  },
  { key: 'restyle', isAsked: (shot) => shot.restyle !== null, instead: 'the clip is used as it is', isForModels: true },
  {
    key: 'finish',
    isAsked: (shot) => shot.finish.length > 0,
    instead: 'takes are neither upscaled nor smoothed beyond the film’s own size and rate',
  },
];

function notYet(key: string, instead: string): Statement {
  return say('later', `\`${key}\` is not carried out by this version: ${instead}`);
}

function cameraInWords({ shots }: StatementsInput): readonly Statement[] {
  const moves = new Map<string, Set<string>>();
  for (const { ladder, cameraAs, picture, start } of shots) {
    const model = ladder[0]?.model;
    if (model === undefined || cameraAs.kind === 'native' || !isFilmed(picture.kind) || start.kind === 'clip') continue;
    moves.set(model, (moves.get(model) ?? new Set()).add(picture.camera.move));
  }
  return [...moves].map(([model, words]) =>
    say(
      'words',
      `${model} has no field for the camera: ${listText([...words])} ${words.size === 1 ? 'is sent as a fixed phrase' : 'are sent as fixed phrases'}`,
    ),
  );
}

function motionInWords({ draft, shots }: StatementsInput): readonly Statement[] {
  return inWords(shots, draft, {
    isAsked: (shot) => shot.picture.motion.length > 0,
    can: (facts) => facts.modes.includes('motion'),
    toText: (model, ids) => `${model} takes no motion paths: \`motion\` (${some(ids)}) is sent as words`,
  });
}

function referencesInWords({ draft, shots, tasks }: StatementsInput): readonly Statement[] {
  const referenced = new Set(
    tasks
      .filter((task) => task.kind === 'take' && task.request?.inputs.some((input) => input.as === 'reference'))
      .map((task) => task.shot),
  );
  return inWords(shots, draft, {
    isAsked: (shot) => referenced.has(shot.id),
    can: (facts) => facts.modes.includes('references'),
    toText: (model, ids) => `${model} takes no reference images: the looks of ${some(ids)} reach it as words only`,
  });
}

function inWords(
  shots: readonly ShotPlan[],
  draft: Draft,
  rule: {
    readonly isAsked: (shot: ShotPlan) => boolean;
    readonly can: (facts: ModelFacts) => boolean;
    readonly toText: (model: string, ids: readonly ShotId[]) => string;
  },
): readonly Statement[] {
  const byModel = new Map<string, ShotId[]>();
  for (const shot of shots) {
    const [first] = shot.ladder;
    if (first === undefined || !rule.isAsked(shot)) continue;
    const facts = draft.desk.facts('video', first.ref);
    if (facts !== null && !rule.can(facts)) byModel.set(first.model, [...(byModel.get(first.model) ?? []), shot.id]);
  }
  return [...byModel].map(([model, ids]) => say('words', rule.toText(model, ids)));
}

/** A take that is longer than asked reaches its bound last frame only after the film has left it. */
function looseEnds({ draft, shots }: StatementsInput): readonly Statement[] {
  const { fps } = draft.input.storyboard;
  const loose = shots.filter((shot) => {
    const [first] = shot.ladder;
    return shot.end !== null && first !== undefined && microsToFrames(first.lengthMs * 1000, fps) > shot.takeFrames;
  });
  if (loose.length === 0) return [];
  const ids = loose.map((shot) => shot.id);
  return [
    say('note', `${some(ids)}: the model's take is longer than the shot, so its bound last frame is trimmed off`),
  ];
}

function namesAlone({ draft, shots }: StatementsInput): readonly Statement[] {
  const bare = draft.input.storyboard.characters.filter(
    ({ id, look, refs }) =>
      look === null &&
      Object.keys(refs).length === 0 &&
      shots.some((shot) => shot.picture.figures.some((figure) => figure.id === id)),
  );
  if (bare.length === 0) return [];
  const names = listText(bare.map((character) => character.id));
  return [say('note', `${names} without \`look\` or \`refs\`: only the name reaches a model, in each shot anew`)];
}

function unknownPrices(ladders: Ladders, draft: Draft): readonly Statement[] {
  const models = new Set<string>();
  for (const [first] of ladders) {
    if (first === undefined) continue;
    if (draft.desk.facts(first.medium, first.ref)?.price.kind === 'unknown') models.add(first.model);
  }
  if (models.size === 0) return [];
  return [say('warning', `prices of ${listText([...models])} are not known: what they cost is not in the total`)];
}

function retirements(ladders: Ladders, draft: Draft): readonly Statement[] {
  const dates = new Map<string, string>();
  for (const choice of [...ladders].flat()) {
    const retires = draft.desk.facts(choice.medium, choice.ref)?.retires ?? null;
    if (retires !== null) dates.set(choice.model, retires);
  }
  return [...dates].map(([model, date]) => say('note', `${model} is served until ${date}`));
}

/** What becomes of a submission whose answer is lost, provider by provider: a person decides that before it happens. */
function lostAnswers(ladders: Ladders, { desk, input }: Draft): readonly Statement[] {
  const asked = new Map<string, Set<string>>();
  for (const choice of new Set([...ladders].flat())) {
    const facts = desk.facts(choice.medium, choice.ref);
    if (facts === null || facts.price.kind === 'free') continue;
    const policy = policyToText(policyFor(input.storyboard.onUnknown, facts));
    asked.set(policy, (asked.get(policy) ?? new Set()).add(facts.provider));
  }
  return [...asked].map(([policy, providers]) =>
    say(
      'note',
      policy === 'ask'
        ? `a submission to ${listText([...providers])} of which nobody can tell whether it exists is held until you decide (\`on_unknown: ask\`)`
        : `a submission to ${listText([...providers])} of which nobody can tell whether it exists is paid once more, up to that much (\`on_unknown: ${policy}\`)`,
    ),
  );
}

function isPaid(choice: ModelChoice | undefined): boolean {
  return choice !== undefined && choice.provider !== 'animatic' && choice.provider !== 'clip';
}

function isFilmed(kind: ShotPlan['picture']['kind']): boolean {
  return kind === 'scene';
}

/** Up to five ids; the rest is counted. */
function some(ids: readonly string[]): string {
  return ids.length <= 5 ? listText(ids) : `${ids.slice(0, 4).join(', ')} and ${ids.length - 4} more`;
}
