import type { Task } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { fingerprinted } from './fingerprint.ts';
import { voiceParts } from './parts.ts';
import { deriveSeed } from './seeds.ts';
import type { MadeTasks, ShotContext } from './shot-context.ts';
import { voiceId } from './task-ids.ts';

/** A task per line of speech. */
export function voiceTasks({ draft, shot, weigher }: ShotContext): MadeTasks {
  const { storyboard } = draft.input;
  const own = shot.resolved.shot;
  const ladder = draft.ladders.voice;
  const problems: Problem[] = [];
  const tasks = own.say.map((line, index): Task => {
    const choice = draft.desk.choose({
      medium: 'voice',
      refs: ladder.refs,
      modes: [],
      frames: shot.slots[index]?.frames ?? 1,
      characters: line.words.length,
      subject: `line ${index + 1} of ${own.id}`,
      path: line.path,
      ladderPath: ladder.path,
      reason: ladder.reason,
    });
    problems.push(...choice.problems);
    const { fingerprint, parts } = fingerprinted(voiceParts(line, draft.parts));
    const number = index + 1;
    return {
      id: voiceId(own.id, number),
      kind: 'voice',
      title: `${own.id}: line ${number}`,
      shot: own.id,
      join: null,
      needs: [],
      parts,
      fingerprint,
      was: own.was === null ? null : voiceId(own.was, number),
      takes: 1,
      select: null,
      ladder: choice.ladder,
      request: {
        request: {
          kind: 'voice',
          shot: own.id,
          who: line.who,
          words: line.words,
          notes: line.notes,
          voice: draft.cast.characters.get(line.who)?.voice ?? null,
          lengthMs: choice.ladder[0]?.lengthMs ?? 0,
          seed: deriveSeed(storyboard.seed, `voice ${line.who}`),
        },
        inputs: [],
      },
      weightMs: weigher.voice(choice.ladder),
    };
  });
  return { tasks, problems, notes: [] };
}
