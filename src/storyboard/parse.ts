import type { LocatedProblem, Problem } from '../model/problem.ts';
import type { Storyboard } from '../model/storyboard.ts';
import { film, readFps } from './film.ts';
import { holdPlayOrder } from './laws/play-order.ts';
import { resolveReferences } from './laws/references.ts';
import type { WrittenIds } from './laws/references.ts';
import { holdOneSource } from './laws/sources.ts';
import { holdUniqueIds } from './laws/unique-ids.ts';
import { warnOfMentions } from './laws/mentions.ts';
import { locate, sortProblems } from './locate.ts';
import { listIncludes, mergeIncluded, openSource } from './open.ts';
import type { Included, OpenedSource, SourceFile } from './open.ts';
import { createReport } from './report.ts';
import type { Report } from './report.ts';
import type { Cursor } from './rule.ts';
import { MAX_SHOTS } from './scene.ts';
import type { MapNode, SourceNode } from './source-node.ts';

/** A storyboard's text read: the model as far as it goes, and every problem with its line. */
export type ParsedStoryboard = {
  readonly file: string;
  readonly text: string;
  /** Null when nothing usable came out. With problems, wrong values are null or their defaults. */
  readonly storyboard: Storyboard | null;
  readonly problems: readonly LocatedProblem[];
  /** Gives a later problem its line. Never fails: it falls back to the nearest thing above. */
  locate(problem: Problem): LocatedProblem;
};

/** `name` is what the film's files are named after. */
export type StoryboardSource = { readonly file: string; readonly name: string; readonly text: string | Uint8Array };

export type ParseOptions = {
  /** Gives the bytes of an included file; without it an include is a problem. */
  readonly readIncluded?: (file: string) => SourceFile | null;
};

/** Reads a storyboard without touching any file. Never throws for wrong input. */
export function parseStoryboard(source: StoryboardSource, options: ParseOptions = {}): ParsedStoryboard {
  const opened = openSource(source);
  const included = listIncludes(opened.root).map(({ file }): Included => {
    const found = options.readIncluded?.(file) ?? null;
    if (found !== null) return openSource(found);
    return {
      wrong: {
        code: 'missing_file',
        message: `the included file \`${file}\` cannot be read here`,
        expected: null,
        fix: null,
      },
    };
  });
  return readStoryboard(opened, source.name, included);
}

/** Reads an opened storyboard; `included` holds what became of each of its includes, in their order. */
export function readStoryboard(opened: OpenedSource, name: string, included: readonly Included[]): ParsedStoryboard {
  const reports: Report[] = [...opened.reports];
  const reporter: Reporter = {
    report(found) {
      if (reporter.isListening()) reports.push('span' in found ? found : createReport(found));
    },
    isListening: () => reports.length < MAX_PROBLEMS,
  };
  const files = openIncludes(opened, included, reporter);
  const root = opened.root?.kind === 'map' ? mergeIncluded(opened.root, files, reporter.report) : opened.root;
  const isCastWhole = files.length === included.length && files.every((file) => file.root !== null);
  const storyboard = root === null ? null : readRoot(root, name, isCastWhole, reporter);
  const toLocated = (problem: Problem): LocatedProblem => locate(problem, root, opened.source);
  return {
    file: opened.source.file,
    text: opened.source.text,
    storyboard,
    problems: sortProblems(reports.map(toLocated), opened.source.file),
    locate: toLocated,
  };
}

/** More problems than anyone reads; the rest of a hostile file is not looked at. */
const MAX_PROBLEMS = 10_000;

type Reporter = {
  readonly report: (report: Report | Problem) => void;
  readonly isListening: () => boolean;
};

function openIncludes(opened: OpenedSource, included: readonly Included[], reporter: Reporter): OpenedSource[] {
  const includes = listIncludes(opened.root);
  return included.flatMap((found, index) => {
    if ('wrong' in found) {
      reporter.report({ severity: 'error', path: includes[index]?.path ?? ['include'], ...found.wrong });
      return [];
    }
    for (const inner of found.reports) reporter.report(inner);
    return [found];
  });
}

function readRoot(root: SourceNode, name: string, isCastWhole: boolean, reporter: Reporter): Storyboard | null {
  if (root.kind === 'empty') {
    reporter.report({
      code: 'empty_storyboard',
      severity: 'error',
      path: [],
      message: 'this storyboard is empty',
      expected: '`longtake: 1` and `scenes:`',
      fix: '`longtake new DIR` writes one to start from',
    });
    return null;
  }
  const cursor: Cursor = { node: root, path: [], keySpan: null };
  const read = film(name).read(cursor, { fps: readFps(cursor), ...reporter });
  const limited = read === null ? null : holdShotLimit(read, reporter);
  if (limited === null || root.kind !== 'map' || limited.scenes.every((scene) => scene.shots.length === 0)) return null;
  return holdLaws(limited, isCastWhole ? listWrittenIds(root) : null, reporter.report);
}

function holdLaws(storyboard: Storyboard, written: WrittenIds | null, report: (problem: Problem) => void): Storyboard {
  const unique = holdUniqueIds(storyboard, report);
  const resolved = resolveReferences(unique, written, report);
  const ordered = holdPlayOrder(resolved, report);
  holdOneSource(ordered, report);
  warnOfMentions(ordered, report);
  return ordered;
}

function holdShotLimit(storyboard: Storyboard, reporter: Reporter): Storyboard {
  const total = storyboard.scenes.reduce((count, scene) => count + scene.shots.length, 0);
  if (total <= MAX_SHOTS) return storyboard;
  reporter.report({
    code: 'too_many_shots',
    severity: 'error',
    path: ['scenes'],
    atKey: true,
    message: `this film has ${total} shots`,
    expected: `at most ${MAX_SHOTS} shots`,
    fix: 'split it into several storyboards',
  });
  let left = MAX_SHOTS;
  return {
    ...storyboard,
    scenes: storyboard.scenes.map((scene) => {
      const shots = scene.shots.slice(0, left);
      left -= shots.length;
      return { ...scene, shots };
    }),
  };
}

/** Null when a part of the cast is no map: what it would have defined is not known. */
function listWrittenIds(root: MapNode): WrittenIds | null {
  const keys = (key: string): ReadonlySet<string> | null => {
    const value = root.entries.get(key)?.value;
    if (value === undefined) return new Set();
    return value.kind === 'map' ? new Set(value.entries.keys()) : null;
  };
  const [characters, places, props, setups] = [keys('characters'), keys('places'), keys('props'), keys('setups')];
  if (characters === null || places === null || props === null || setups === null) return null;
  return { characters, places, props, setups };
}
