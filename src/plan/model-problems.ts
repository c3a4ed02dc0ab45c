import { distance } from 'fastest-levenshtein';
import type { Medium, ModelFacts } from '../model/model-facts.ts';
import type { Problem } from '../model/problem.ts';
import type { ModelRef } from '../model/storyboard.ts';
import type { Need } from './abilities.ts';
import { CLIP, modelIdOf } from './model-names.ts';
import { errorAt, warningAt } from './problems.ts';

export function unknownModel(
  ref: ModelRef,
  need: Pick<Need, 'medium' | 'ladderPath'>,
  models: readonly ModelFacts[],
): Problem {
  const id = modelIdOf(ref);
  const ofMedium = models.filter((facts) => facts.medium === need.medium && facts.id !== CLIP.provider);
  const [nearest] = ofMedium.toSorted((a, b) => distance(id, a.id) - distance(id, b.id));
  const elsewhere = models.find((facts) => facts.id === id);
  const isClose = nearest !== undefined && distance(id, nearest.id) <= Math.max(3, id.length / 2);
  return errorAt({
    code: 'unknown_model',
    path: need.ladderPath,
    message:
      elsewhere === undefined
        ? `${id} is not ${withArticle(need.medium)} model that longtake knows`
        : `${id} is ${withArticle(elsewhere.medium)} model, not ${withArticle(need.medium)} model`,
    expected: 'a model of `longtake models`, `auto`, or `animatic`',
    ...(isClose ? { fix: `did you mean ${nearest.id}?` } : {}),
  });
}

export function isGone(facts: ModelFacts, need: Need, nearest: ModelFacts | undefined): Problem {
  return errorAt({
    code: 'model_retired',
    path: need.ladderPath,
    message: `${facts.id} was shut down on ${facts.retires}`,
    expected: 'a model that is still served',
    fix: nearest === undefined ? 'name another model' : `name another model, such as ${nearest.id}`,
  });
}

export function retiresSoon(facts: ModelFacts, days: number, need: Need): Problem {
  return warningAt({
    code: 'model_retires',
    path: need.ladderPath,
    message: `${facts.id} will be shut down on ${facts.retires}, in ${days === 1 ? '1 day' : `${days} days`}`,
    expected: 'a model that outlives the film',
    fix: 'shoot before that day, or name another model',
  });
}

export function cannot(need: Need, refused: readonly string[], nearest: ModelFacts | undefined): Problem {
  const isShot = need.medium === 'video';
  const { ladderKey: written = isShot ? 'model: …' : `${need.medium}: …` } = need;
  const fixes = [
    ...(need.modes.includes('extend') ? ['write `start: continue`, which every image-to-video model can'] : []),
    ...(nearest === undefined ? [] : [`write \`${written.replace('…', nearest.id)}\`, the nearest that can`]),
    ...(nearest === undefined && isShot && need.frames !== null && need.ladderKey === undefined
      ? ['make two shots of it']
      : []),
  ];
  return errorAt({
    code: 'model_cannot',
    path: need.path,
    message: `No model in the ladder can ${isShot ? 'shoot' : 'make'} ${need.subject}: ${refused.join('; ')}`,
    expected: `a model that can do what ${isShot ? 'the shot' : 'the film'} asks for`,
    ...(fixes.length > 0 ? { fix: fixes.join(', or ') } : {}),
  });
}

function withArticle(medium: Medium): string {
  return medium === 'image' ? 'an image' : `a ${medium}`;
}
