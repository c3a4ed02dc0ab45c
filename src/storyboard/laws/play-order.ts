import type { CastId, ShotId } from '../../model/ids.ts';
import type { DocumentPath, Problem } from '../../model/problem.ts';
import type { Scene, Shot, Storyboard } from '../../model/storyboard.ts';
import { quote } from '../quote.ts';

type Report = (problem: Problem) => void;
type Played = { readonly shot: Shot; readonly scene: Scene; readonly place: CastId | null; readonly index: number };

/**
 * Law 3: `start` points backwards in play order, `end: next` has a next keyframe to end on, and continuing across a
 * change of place is a warning. Starts and ends that cannot be are taken out.
 */
export function holdPlayOrder(storyboard: Storyboard, report: Report): Storyboard {
  const places = new Map(storyboard.setups.map((setup) => [setup.id, setup.place]));
  const played: Played[] = [];
  for (const scene of storyboard.scenes) {
    for (const shot of scene.shots) {
      const setupPlace = shot.setup === null ? null : (places.get(shot.setup) ?? null);
      played.push({ shot, scene, place: shot.place ?? setupPlace ?? scene.place, index: played.length });
    }
  }
  const indexes = new Map(played.map((item) => [item.shot.id, item.index]));
  const seenSetups = new Set<CastId>();
  const held = played.map((item) => {
    const previous = played[item.index - 1] ?? null;
    const next = played[item.index + 1] ?? null;
    const isStartGood = holdsStart(item, previous, indexes, seenSetups, report);
    const isEndGood = holdsEnd(item, next, report);
    if (item.shot.setup !== null) seenSetups.add(item.shot.setup);
    return { ...item.shot, start: isStartGood ? item.shot.start : null, end: isEndGood ? item.shot.end : null };
  });
  let index = 0;
  return {
    ...storyboard,
    scenes: storyboard.scenes.map((scene) => {
      const shots = held.slice(index, index + scene.shots.length);
      index += scene.shots.length;
      return { ...scene, shots };
    }),
  };
}

function holdsStart(
  item: Played,
  previous: Played | null,
  indexes: ReadonlyMap<ShotId, number>,
  seenSetups: ReadonlySet<CastId>,
  report: Report,
): boolean {
  const { shot } = item;
  const path = [...shot.path, 'start'];
  switch (shot.start?.kind) {
    case 'continue':
    case 'extend': {
      if (previous === null) {
        const message = `the first shot has nothing before it to \`${shot.start.kind}\``;
        return tell(report, 'nothing_before', path, message, '`keyframe`, `image PATH` or `text`', 'remove `start`');
      }
      const isMoved = item.place !== null && previous.place !== null && item.place !== previous.place;
      if (isMoved) {
        const message = `\`${shot.start.kind}\` from ${quote(previous.shot.id)} crosses from ${quote(previous.place)} to ${quote(item.place)}: the old place will be in the first frame`;
        report(
          toProblem(
            'place_changes',
            path,
            message,
            'a fresh start in a new place',
            'remove `start`, or correct `place`',
            'warning',
          ),
        );
      }
      return true;
    }
    case 'match': {
      const target = shot.start.shot;
      if (target === null) return holdsOwnMatch(item, seenSetups, report);
      if ((indexes.get(target) ?? -1) < item.index) return true;
      const message =
        target === shot.id
          ? 'a shot cannot match itself'
          : `${quote(target)} comes after this shot; \`start: match\` points backwards`;
      return tell(report, 'points_forward', path, message, 'a shot that is played before this one', null);
    }
    case 'keyframe':
    case 'image':
    case 'text':
    case undefined:
      return true;
  }
}

function holdsOwnMatch(item: Played, seenSetups: ReadonlySet<CastId>, report: Report): boolean {
  const path = [...item.shot.path, 'start'];
  const { setup } = item.shot;
  if (setup === null) {
    const message = '`start: match` alone needs a `setup` that an earlier shot used';
    return tell(
      report,
      'nothing_to_match',
      path,
      message,
      '`match SHOT`, or a `setup`',
      'say which shot: `match SHOT`',
    );
  }
  if (seenSetups.has(setup)) return true;
  const message = `no shot before this one uses the set-up ${quote(setup)}: there is nothing to match`;
  return tell(
    report,
    'nothing_to_match',
    path,
    message,
    '`match SHOT`, or nothing for a fresh keyframe',
    'remove `start`',
  );
}

function holdsEnd(item: Played, next: Played | null, report: Report): boolean {
  const { shot } = item;
  const path = [...shot.path, 'end'];
  if (shot.end?.kind === 'match' && shot.end.shot === shot.id) {
    return tell(report, 'points_at_itself', path, 'a shot cannot end on its own keyframe', 'another shot', null);
  }
  if (shot.end?.kind !== 'next') return true;
  if (next === null) {
    return tell(
      report,
      'nothing_after',
      path,
      'the last shot has no next keyframe to end on',
      '`match SHOT` or `image PATH`',
      'remove `end`',
    );
  }
  const start = next.shot.start?.kind;
  if (start !== 'continue' && start !== 'extend') return true;
  const message = `${quote(next.shot.id)} starts from the last frame of this shot (\`start: ${start}\`), and this one would end on its first: neither can be made first`;
  return tell(
    report,
    'end_before_continue',
    path,
    message,
    'one of the two',
    'remove `end: next` here, or `start` there',
  );
}

function tell(
  report: Report,
  code: string,
  path: DocumentPath,
  message: string,
  expected: string,
  fix: string | null,
): false {
  report(toProblem(code, path, message, expected, fix));
  return false;
}

function toProblem(
  code: string,
  path: DocumentPath,
  message: string,
  expected: string,
  fix: string | null,
  severity: Problem['severity'] = 'error',
): Problem {
  return { code, severity, path, message, expected, fix };
}
