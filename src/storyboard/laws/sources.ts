import type { Problem } from '../../model/problem.ts';
import type { Shot, Storyboard } from '../../model/storyboard.ts';

type Report = (problem: Problem) => void;

/** Keys of a shot that rule each other out, or need each other. A picture has one source: a card, a clip, or a start. */
export function holdOneSource(storyboard: Storyboard, report: Report): void {
  for (const scene of storyboard.scenes) for (const shot of scene.shots) checkShot(shot, report);
}

function checkShot(shot: Shot, report: Report): void {
  const tell = (
    code: string,
    key: string,
    message: string,
    expected: string,
    fix: string,
    severity: Problem['severity'] = 'error',
  ): void => report({ code, severity, path: [...shot.path, key], atKey: true, message, expected, fix });
  const others = [
    shot.clip === null ? null : 'clip',
    shot.start === null ? null : 'start',
    shot.end === null ? null : 'end',
    shot.perform === null ? null : 'perform',
    shot.motion.length === 0 ? null : 'motion',
    shot.lipsync ? 'lipsync' : null,
  ].filter((key) => key !== null);
  for (const key of shot.card === null ? [] : others) {
    tell(
      'two_sources',
      key,
      `a \`card\` is drawn locally and takes no \`${key}\``,
      'one source for the picture',
      `remove \`${key}\` or \`card\``,
    );
  }
  if (shot.card === null && shot.clip !== null && shot.start !== null) {
    tell(
      'two_sources',
      'start',
      'a `clip` brings its own first frame and takes no `start`',
      'one source for the picture',
      'remove `start` or `clip`',
    );
  }
  if (shot.restyle !== null && shot.clip === null) {
    tell(
      'missing_key',
      'restyle',
      '`restyle` needs a `clip` to restyle',
      '`clip: PATH` in the same shot',
      'add `clip`, or remove `restyle`',
    );
  }
  if (shot.lipsync && shot.say.length === 0) {
    tell(
      'nothing_to_say',
      'lipsync',
      '`lipsync` without `say` does nothing',
      'speech under `say`',
      'remove `lipsync`',
      'warning',
    );
  }
  if (shot.duration?.kind === 'auto' && shot.say.length === 0 && shot.clip === null) {
    tell(
      'nothing_to_say',
      'duration',
      '`duration: auto` is the length of the speech, and this shot has none',
      'speech under `say`, or a length',
      'write a length',
      'warning',
    );
  }
}
