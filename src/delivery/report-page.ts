import { toIsoDate } from '../base/clock.ts';
import type { FilmReport, ReportedSeam, ReportedTake } from '../model/film-report.ts';
import {
  compareReadings,
  readingToText,
  toAmount,
  worstOf,
  type Reading,
  type SeamReport,
  type Verdict,
} from '../model/gate.ts';
import { moneyToText } from '../model/money.ts';
import { REPORT_STYLE } from './report-style.ts';

/** The report as one page of HTML that needs nothing else: no server, no network, no script. Worst first. Pure. */
export function toReportPage(report: FilmReport): string {
  const takes = sortTakes(report.takes);
  const seams = report.seams.toSorted((one, other) => compareLists(one.readings, other.readings));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(report.title)}: report</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<h1>${escape(report.title)}</h1>
<p>${escape(summaryWords(report))}</p>
${troubled(takes, seams)}
</header>
<main>
${seams.length === 0 ? '' : `<h2>Seams</h2>\n<div class="cards">\n${seams.map((seam) => seamCard(seam, takes)).join('\n')}\n</div>`}
<h2>Takes</h2>
${takes.length === 0 ? '<p>Nothing has been shot yet.</p>' : `<div class="cards">\n${takes.map(takeCard).join('\n')}\n</div>`}
</main>
</body>
</html>
`;
}

/** What the report amounts to, in a line. */
export function summaryWords({ takes, seams, spentMicros, reservedMicros }: FilmReport): string {
  const count = (verdict: string): number =>
    takes.filter((take) => take.accepted.length === 0 && verdictOf(take) === verdict).length;
  const seamsSeen = seams.filter(({ readings }) => worstOf(readings) === 'failed').length;
  const accepted = takes.filter((take) => take.accepted.length > 0).length;
  return [
    `${takes.length} ${takes.length === 1 ? 'take' : 'takes'}`,
    ...(count('failed') === 0 ? [] : [`${count('failed')} failed`]),
    ...(count('warned') === 0 ? [] : [`${count('warned')} with warnings`]),
    ...(accepted === 0 ? [] : [`${accepted} accepted all the same`]),
    `${seams.length} ${seams.length === 1 ? 'seam' : 'seams'} measured`,
    ...(seamsSeen === 0 ? [] : [`${seamsSeen} that a viewer sees`]),
    spentMicros === 0 ? 'nothing spent' : `${moneyToText(spentMicros)} spent`,
    ...(reservedMicros === 0 ? [] : [`${moneyToText(reservedMicros)} reserved`]),
  ].join(' · ');
}

/** Failed and used first, then by their gravest reading; ties stay in film order. */
export function sortTakes(takes: readonly ReportedTake[]): readonly ReportedTake[] {
  const rank = (take: ReportedTake): number => (take.state === 'failed' ? 2 : take.state === 'held' ? 1 : 0);
  return takes.toSorted((one, other) => rank(other) - rank(one) || compareLists(one.readings, other.readings));
}

function compareLists(one: readonly Reading[], other: readonly Reading[]): number {
  const [worst, otherWorst] = [one.toSorted(compareReadings)[0], other.toSorted(compareReadings)[0]];
  if (worst === undefined || otherWorst === undefined)
    return Number(otherWorst !== undefined) - Number(worst !== undefined);
  return compareReadings(worst, otherWorst);
}

/** A take that a person accepted is none that failed any more. */
function verdictOf(take: ReportedTake): Verdict {
  if (take.state === 'failed') return 'failed';
  return take.state === 'held' || take.accepted.length > 0 ? 'warned' : worstOf(take.readings);
}

function troubled(takes: readonly ReportedTake[], seams: readonly SeamReport[]): string {
  const links = [
    ...seams
      .filter(({ readings }) => worstOf(readings) === 'failed')
      .map((seam) => link(seamId(seam), `${seam.from} > ${seam.to}`)),
    ...takes
      .filter(({ state }) => state === 'failed')
      .map((take) => link(takeId(take), `${take.title} take ${take.number}`)),
  ];
  return links.length === 0 ? '' : `<nav aria-label="What went wrong">${links.join(' ')}</nav>`;
}

function takeCard(take: ReportedTake): string {
  const verdict = verdictOf(take);
  const name = `${take.title}, take ${take.number}`;
  const picture =
    take.thumbnail === null
      ? '<div class="picture none">no picture</div>'
      : `<img class="picture" src="${escape(take.thumbnail)}" alt="${escape(name)}" loading="lazy">`;
  // Of what is not over, nobody knows the cost yet.
  const isOpen = take.costMicros === 0 && (take.state === 'live' || take.state === 'held');
  const facts = [take.model, `seed ${take.seed}`, ...(isOpen ? [] : [moneyToText(take.costMicros)])];
  return `<article id="${takeId(take)}" class="${verdict}">
${picture}
<div class="body">
<h3><a href="#${takeId(take)}">${escape(name)}</a>${take.isUsed ? ' <span class="tag used">in the film</span>' : ''} <span class="tag ${verdict}">${take.accepted.length > 0 ? 'accepted' : take.state === 'stored' ? verdict : take.state}</span></h3>
<p class="facts">${escape(facts.join(' · '))}</p>
${take.trouble === null ? '' : `<p class="trouble">${escape(take.trouble)}</p>`}
${take.accepted.map(({ gate, value, mark, atMs }) => `<p class="accepted">${escape(`Accepted on ${toIsoDate(atMs)}: ${gate} ${value} (mark ${mark})`)}</p>`).join('')}
${readingTable(take.readings)}
</div>
</article>`;
}

function seamCard(seam: ReportedSeam, takes: readonly ReportedTake[]): string {
  const verdict = worstOf(seam.readings);
  const sides = [seam.from, seam.to].map((shot) => {
    const take = takes.find((one) => one.shot === shot && one.isUsed);
    return take === undefined ? escape(shot) : link(takeId(take), shot);
  });
  const [before, after] = seam.pictures;
  const pictures =
    before === null || after === null
      ? ''
      : `<div class="ends"><img class="picture" src="${escape(before)}" alt="${escape(`the last frame of ${seam.from}`)}" loading="lazy"><img class="picture" src="${escape(after)}" alt="${escape(`the first frame of ${seam.to}`)}" loading="lazy"></div>\n`;
  return `<article id="${seamId(seam)}" class="${verdict}">
${pictures}<div class="body">
<h3>${sides.join(' > ')} <span class="tag ${verdict}">${verdict}</span></h3>
${readingTable(seam.readings)}
</div>
</article>`;
}

function readingTable(readings: readonly Reading[]): string {
  if (readings.length === 0) return '<p class="facts">nothing was measured</p>';
  const sorted = readings.toSorted(compareReadings);
  const passed = sorted.filter(({ verdict }) => verdict === 'passed');
  const others = sorted.filter(({ verdict }) => verdict !== 'passed');
  const hidden =
    passed.length === 0 ? '' : `<details><summary>${passed.length} passed</summary>${table(passed)}</details>`;
  return others.length === 0 ? hidden : `${table(others)}${hidden}`;
}

function table(readings: readonly Reading[]): string {
  const rows = readings.map((reading) => {
    const { gate, value, unit, mark, verdict, note } = reading;
    const about = verdict === 'passed' ? '' : (note ?? '');
    return `<tr class="${verdict}"><th scope="row" title="${escape(readingToText(reading))}">${escape(gate.replace('_', ' '))}</th><td>${escape(toAmount(value, unit))}</td><td>${unit === 'flag' ? '' : escape(`${reading.isBetter === 'below' ? '≤' : '≥'} ${toAmount(mark, unit)}`)}</td><td>${verdict}${about === '' ? '' : `: ${escape(about)}`}</td></tr>`;
  });
  return `<table><thead><tr><th scope="col">gate</th><th scope="col">value</th><th scope="col">mark</th><th scope="col">verdict</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function takeId({ task, number }: ReportedTake): string {
  return toAnchor(`${task.slice(task.indexOf(':') + 1)}.${number}`);
}

function seamId({ from, to }: SeamReport): string {
  return toAnchor(`${from}.${to}`);
}

/** Ids of shots may hold signs that mean something in HTML and in addresses. */
function toAnchor(text: string): string {
  return text.replaceAll(/[^\w.-]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16) ?? ''}_`);
}

function link(anchor: string, words: string): string {
  return `<a href="#${anchor}">${escape(words)}</a>`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
}
