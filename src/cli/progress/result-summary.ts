import type { RenderResult, TaskFailure } from '../../engine/api.ts';
import { accountToText, bytesToText, countToText, durationToText, elapsedToText } from '../amounts.ts';
import { staleLines } from '../choices-view.ts';
import { toDisplayText, wrapText } from '../display-text.ts';
import type { Paint } from '../paint.ts';
import { toFileWord } from '../shell-word.ts';
import type { Glyphs } from './glyphs.ts';

export type SummaryView = {
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  readonly columns: number;
  /** The command that goes on with it, such as `longtake render film.yaml`. */
  readonly again: string;
  /** The storyboard, as it was given. */
  readonly file: string;
  /** Shortens a path for the reader. */
  readonly showPath: (path: string) => string;
};

/** What came of a render: the film and where it is, what it cost, and for everything that failed what to do. */
export function resultSummary(result: RenderResult, view: SummaryView): readonly string[] {
  return [
    headline(result, view),
    ...files(result, view),
    ...failures(result, view),
    ...asTheyAre(result, view),
    ...staleLines(result.stale, view),
    ...advice(result, view),
  ];
}

function headline(result: RenderResult, view: SummaryView): string {
  const { paint, glyphs } = view;
  const account = accountToText(result.spentMicros, result.reservedMicros, glyphs.separator);
  const time = elapsedToText(result.elapsedMs);
  const counts = `${result.made} made${result.reused === 0 ? '' : `, ${result.reused} reused`}`;
  switch (result.status) {
    case 'done':
      return `${paint.green(glyphs.stored)} ${paint.bold('film complete')}  ${paint.dim([counts, time, account].join(glyphs.separator))}`;
    case 'unchanged':
      return `${paint.green(glyphs.stored)} ${paint.bold('film complete')}  ${paint.dim('nothing has changed, nothing was made')}`;
    case 'incomplete':
      return `${paint.red(glyphs.failed)} ${paint.bold(isAsBefore(result) ? 'retake failed, the film keeps the take it had' : result.failures.length === 0 ? 'film not complete: only one shot was to be made' : 'film not complete')}  ${paint.dim([counts, time, account].join(glyphs.separator))}`;
    case 'cancelled':
      return `${paint.yellow(glyphs.leftOut)} ${paint.bold('stopped')}  ${paint.dim([counts, time, account].join(glyphs.separator))}`;
  }
}

/** Everything that failed was to take the place of something that the film still has. */
function isAsBefore({ film, failures: failed }: RenderResult): boolean {
  return film?.isPartial === false && failed.length > 0 && failed.every(({ meanwhile }) => meanwhile !== null);
}

function files(result: RenderResult, view: SummaryView): readonly string[] {
  const { film } = result;
  if (film === null) return [];
  const facts = [
    durationToText(film.durationMs),
    countToText(film.frames, 'frame'),
    bytesToText(film.sizeBytes),
    ...(film.isPartial ? ['placeholders where shots are missing'] : []),
  ];
  const line = (name: string, path: string | null, extra = ''): readonly string[] =>
    path === null
      ? []
      : [`  ${name.padEnd(6)}  ${view.showPath(path)}${extra === '' ? '' : `  ${view.paint.dim(extra)}`}`];
  return [
    ...line('film', film.path, facts.join(view.glyphs.separator)),
    ...line('poster', result.poster),
    ...line('sheet', result.sheet),
    ...(result.check?.findings ?? []).map(
      (finding) =>
        `  ${view.paint.red('check')}   ${finding.check}: expected ${finding.expected}, measured ${finding.measured}`,
    ),
  ];
}

/** One entry per thing that failed; what merely waited for it is counted by the engine as skipped and not repeated here. */
function failures(result: RenderResult, view: SummaryView): readonly string[] {
  if (result.failures.length === 0) return [];
  return ['', ...result.failures.flatMap((failure) => failureLines(failure, view))];
}

function failureLines(entry: TaskFailure, view: SummaryView): readonly string[] {
  const { failure } = entry;
  const { paint, glyphs } = view;
  const isPaid = failure.billed !== 'no';
  const notes = [
    toDisplayText(failure.message),
    ...(failure.suspect === null ? [] : [`Suspected: ${toDisplayText(failure.suspect)}.`]),
    ...(isPaid ? [failure.billed === 'yes' ? 'It was billed.' : 'Whether it was billed is not known.'] : []),
    ...(failure.advice === null ? [] : [toDisplayText(failure.advice)]),
    ...meanwhileNotes(entry, view),
  ];
  return [
    `  ${paint.red(glyphs.failed)} ${paint.bold(entry.title)}  ${paint.red(failure.class.replaceAll('_', ' '))}${entry.state === 'held' ? ' (held)' : ''}`,
    ...notes.flatMap((note) => wrapText(note, Math.max(20, view.columns - 4))).map((line) => `    ${line}`),
  ];
}

function meanwhileNotes({ task, meanwhile }: TaskFailure, { file }: SummaryView): readonly string[] {
  if (meanwhile === null) return [];
  const giveUp = `longtake select ${toFileWord(file)} ${task.replace(/^take:/u, '')} ${meanwhile}`;
  return [`The film uses take ${meanwhile} meanwhile. \`${giveUp}\` gives the retake up.`];
}

/** Of how many shots it is said one by one. */
const SAID_AS_THEY_ARE = 12;

/** What the film shows although the storyboard says something else now, and what it lacks: only one shot was to be made. */
function asTheyAre({ kept, left }: RenderResult, { paint, columns }: SummaryView): readonly string[] {
  const words = [
    ...kept.map(({ title, take, reason, tooShort }) =>
      tooShort === null
        ? `${title}: take ${take} is used as it is (${reason})`
        : `${title}: take ${take} ${tooShort}: a placeholder stands for it (${reason})`,
    ),
    ...left.map(({ title, reason }) => `${title}: left out (${reason})`),
  ].map(toDisplayText);
  if (words.length === 0) return [];
  const more = words.length - SAID_AS_THEY_ARE;
  return [
    '',
    ...[...words.slice(0, SAID_AS_THEY_ARE), ...(more > 0 ? [`and ${more} more`] : [])].flatMap((text) =>
      wrapText(text, Math.max(20, columns - 4)).map((line, index) => `  ${index === 0 ? paint.dim('-') : ' '} ${line}`),
    ),
  ];
}

function advice(result: RenderResult, view: SummaryView): readonly string[] {
  if (result.status === 'cancelled') return ['', `Everything made so far is kept. Go on with: ${view.again}`];
  const isRestOpen = result.kept.length + result.left.length > 0;
  if (result.failures.length === 0 && isRestOpen) return ['', `The rest is made by: ${view.again}`];
  if (result.status !== 'incomplete') return [];
  const kept = isAsBefore(result) ? 'The next render tries again' : 'What is stored is kept, and is not made again';
  const isHeld = result.failures.some(({ state }) => state === 'held');
  return [
    '',
    `${kept}. When that is mended: ${view.again}`,
    ...(isHeld ? [`What is held, and what you can do about it: longtake held ${toFileWord(view.file)}`] : []),
  ];
}
