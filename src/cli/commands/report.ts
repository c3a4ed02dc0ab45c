import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { summaryWords, sortTakes, toReportPage } from '../../delivery/report-page.ts';
import type { FilmReport } from '../../model/film-report.ts';
import { compareReadings, isDoubtful, readingToText, worstOf } from '../../model/gate.ts';
import { InputError } from '../../model/error.ts';
import type { CommandContext } from '../context.ts';
import { toDisplayPath } from '../display-path.ts';
import { toAscii, toDisplayText } from '../display-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { openFilm } from '../open-film.ts';

export type ReportCommand = { readonly out: string | null; readonly preview: boolean };

/** Writes what was measured of a film into one page, and says the worst of it. Also while a render goes on. */
export async function runReport(context: CommandContext, file: string, command: ReportCommand): Promise<ExitCode> {
  const { longtake, opened, plan } = await openFilm(context, file, { preview: command.preview });
  const stop = new AbortController();
  using _interrupts = context.io.onInterrupt(() => stop.abort());
  const report = await longtake.engine(opened).report(plan, stop.signal);
  const own = join(dirname(resolve(file)), `${plan.name}${command.preview ? '.preview' : ''}.report.html`);
  const out = command.out === null ? own : resolve(context.io.cwd, command.out);
  await writePage(out, toReportPage(report));
  if (context.json) {
    const takes = report.takes.map((take) => ({ ...take, thumbnail: undefined }));
    context.io.out.write(`${JSON.stringify({ page: out, ...report, takes })}\n`);
    return EXIT.done;
  }
  for (const line of reportLines(report, context)) context.say(context.glyphs.isAscii ? toAscii(line) : line);
  context.say(`  ${toDisplayPath(relative(context.io.cwd, out))}`);
  return EXIT.done;
}

/** How many of the worst are said on the terminal; the page has all. */
const SAID = 10;

function reportLines(report: FilmReport, { paint, glyphs }: CommandContext): readonly string[] {
  const troubled = sortTakes(report.takes).flatMap((take) => {
    const worst = take.readings.toSorted(compareReadings).at(0);
    const isBad = take.state === 'failed' || take.state === 'held';
    if (!isBad && !isDoubtful(take.readings)) return [];
    const words = isBad ? (take.trouble ?? take.state) : worst === undefined ? '' : readingToText(worst);
    return [
      `  ${isBad ? paint.red(glyphs.failed) : paint.yellow(glyphs.leftOut)} ${toDisplayText(take.title)} take ${take.number}  ${toDisplayText(words)}`,
    ];
  });
  const seams = report.seams.flatMap(({ from, to, readings }) => {
    const worst = readings.toSorted(compareReadings).at(0);
    if (worst === undefined || !isDoubtful(readings)) return [];
    const glyph = worstOf(readings) === 'failed' ? paint.red(glyphs.failed) : paint.yellow(glyphs.leftOut);
    return [`  ${glyph} ${from} > ${to}  ${readingToText(worst)}`];
  });
  const lines = [...seams, ...troubled];
  const more = lines.length - SAID;
  return [
    `${paint.bold(toDisplayText(report.title))}  ${summaryWords(report)}`,
    ...lines.slice(0, SAID),
    ...(more > 0 ? [`  and ${more} more on the page`] : []),
  ];
}

/** The page is there whole or not at all. */
async function writePage(out: string, page: string): Promise<void> {
  const draft = `${out}.${process.pid}.tmp`;
  try {
    await writeFile(draft, page);
    await rename(draft, out);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new InputError({ code: 'output_not_writable', message: `The report cannot be written to ${out}.`, cause });
  }
}
