import type { FilmStatus } from '../engine/api.ts';
import { standingOf } from '../engine/task-state.ts';
import { compareReadings, isDoubtful, readingToText } from '../model/gate.ts';
import { accountToText, bytesToText, countToText, durationToText } from './amounts.ts';
import type { CommandContext } from './context.ts';
import { toDisplayPath } from './display-path.ts';
import { toAscii, toDisplayText } from './display-text.ts';
import { failureWords } from './progress/state-words.ts';

/** Where one film stands, in a few lines. */
export function statusLines(status: FilmStatus, context: Pick<CommandContext, 'paint' | 'glyphs'>): readonly string[] {
  const lines = [headline(status, context), ...details(status, context)];
  return context.glyphs.isAscii ? lines.map(toAscii) : lines;
}

function headline(status: FilmStatus, { paint, glyphs }: Pick<CommandContext, 'paint' | 'glyphs'>): string {
  const { latest } = status;
  const name = paint.bold(toDisplayText(status.name));
  if (latest === null) return `${glyphs.waiting} ${name}  not rendered yet`;
  if (latest.isAlive) return `${paint.cyan(glyphs.running)} ${name}  is being made`;
  switch (latest.state) {
    case 'done':
      return `${paint.green(glyphs.stored)} ${name}  complete`;
    case 'incomplete':
      return `${paint.red(glyphs.failed)} ${name}  not complete`;
    case 'cancelled':
      return `${paint.yellow(glyphs.leftOut)} ${name}  stopped`;
    case 'paused':
      return `${paint.yellow(glyphs.leftOut)} ${name}  paused: the same command goes on where it was`;
    case 'running':
      return `${paint.yellow(glyphs.leftOut)} ${name}  broken off: the same command goes on where it was`;
  }
}

function details(status: FilmStatus, { paint, glyphs }: Pick<CommandContext, 'paint' | 'glyphs'>): readonly string[] {
  const { latest, takes } = status;
  if (latest === null) return [];
  const counts = new Map<string, number>();
  for (const task of latest.tasks) {
    const standing = standingOf(task.state);
    counts.set(standing, (counts.get(standing) ?? 0) + 1);
  }
  const tasks = [...counts].map(([standing, count]) => `${count} ${standing.replace('_', ' ')}`).join(', ');
  const kept = [
    `${takes.stored} stored`,
    ...(takes.failed === 0 ? [] : [`${takes.failed} failed`]),
    ...(takes.held === 0 ? [] : [`${takes.held} held`]),
    ...(takes.inFlight === 0 ? [] : [`${takes.inFlight} in flight`]),
  ].join(', ');
  const { film } = latest;
  return [
    ...(film === null
      ? []
      : [
          `  film   ${toDisplayPath(film.path)}  ${paint.dim([durationToText(film.durationMs), countToText(film.frames, 'frame'), bytesToText(film.sizeBytes)].join(glyphs.separator))}`,
        ]),
    `  tasks  ${tasks}`,
    `  takes  ${kept}  ${paint.dim(accountToText(status.spentMicros, status.reservedMicros, glyphs.separator))}`,
    ...latest.seams.flatMap(({ from, to, readings }) => {
      const worst = readings.toSorted(compareReadings).at(0);
      if (worst === undefined || !isDoubtful(readings)) return [];
      const glyph = worst.verdict === 'failed' ? paint.red(glyphs.failed) : paint.yellow(glyphs.leftOut);
      return [`  ${glyph} ${from} > ${to}  ${readingToText(worst)}`];
    }),
    ...latest.tasks
      .filter((task) => standingOf(task.state) === 'failed')
      .map((task) => `  ${paint.red(glyphs.failed)} ${task.title}  ${toDisplayText(failureWords(task))}`),
  ];
}
