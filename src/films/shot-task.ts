import { InputError } from '../model/error.ts';
import type { TaskId } from '../model/ids.ts';
import type { Plan, Task } from '../model/plan.ts';
import { closestWord } from '../storyboard/did-you-mean.ts';

/**
 * The take task of a named shot, or of a bridge (`s1a.s1b`). Ids are exact: half an id never buys
 * anything. @throws InputError with the nearest name.
 */
export function takeTaskOf(plan: Plan, name: string): Task {
  const found = plan.tasks.find((task) => task.kind === 'take' && task.id === `take:${name}`);
  if (found !== undefined) return found;
  throw new InputError({ code: 'shot_unknown', message: `There is no shot ${name}${hint(plan, name)}` });
}

/** A take's task and those that are done to it once it is there: what one more take of the shot makes and costs. */
export function takeAndFinishes(plan: Plan, take: TaskId): readonly TaskId[] {
  const chain = new Set([take]);
  for (const { id, over } of plan.tasks) if (over?.tasks.some((source) => chain.has(source)) === true) chain.add(id);
  return [...chain];
}

/** @throws InputError where there is nothing to shoot: a card, footage, a picture or a voice that shots are made with. */
export function shootableTaskOf(plan: Plan, name: string): Task {
  const other = plan.tasks.find(({ id, kind }) => kind !== 'take' && (id === name || id === `voice:${name}`));
  if (other !== undefined) {
    throw new InputError({
      code: 'not_a_shot',
      message: `${name} is no shot (${other.title}): only shots are shot again. It is made again when the storyboard says something else of it.`,
    });
  }
  const task = takeTaskOf(plan, name.replace(/^take:/u, ''));
  const shot = plan.shots.find(({ id }) => id === task.shot);
  const why =
    shot?.start.kind === 'clip' && task.ladder[0]?.provider === 'clip'
      ? 'it is your own footage, used as it is. Change its `clip`'
      : shot?.start.kind === 'card'
        ? 'it is a card, which is drawn the same every time. Change its text'
        : null;
  if (why === null) return task;
  throw new InputError({ code: 'nothing_to_shoot', message: `${name} cannot be shot again: ${why}.` });
}

function hint(plan: Plan, name: string): string {
  const scene = plan.shots.filter((shot) => shot.scene === name).map(({ id }) => id);
  if (scene.length > 0) return `: ${name} is a scene. Its shots are ${scene.join(', ')}.`;
  const names = plan.tasks.flatMap(({ id, kind }) => (kind === 'take' ? [id.replace(/^take:/u, '')] : []));
  const nearest = closestWord(name, names);
  return nearest === null ? '. `longtake plan` lists the shots.' : `. Did you mean ${nearest}?`;
}
