import { describe, expect, test } from 'vitest';
import { summaryWords, toReportPage } from '../../src/delivery/report-page.ts';
import type { FilmReport, ReportedTake } from '../../src/model/film-report.ts';
import type { TakeReading } from '../../src/model/gate.ts';
import { toId, type ShotId, type TaskId } from '../../src/model/ids.ts';

const EVIL = '<script>alert("x")</script>&\'';

describe('the report page', () => {
  test('needs nothing but itself: no script, no address of another place', () => {
    const page = toReportPage(reportOf([takeOf('a', {})]));
    expect(page).not.toMatch(/<script|<link|https?:|@import/u);
    expect(page).toContain('prefers-color-scheme:dark');
    expect(page).toContain('name="viewport"');
  });

  test('shows words as words, wherever they come from', () => {
    const take = takeOf(EVIL, { model: EVIL, trouble: EVIL, readings: [{ ...reading('cut', 'warned'), note: EVIL }] });
    const page = toReportPage({ ...reportOf([take]), title: EVIL });
    expect(page).not.toContain('<script');
    expect(page).not.toContain('alert("');
    expect(page).toContain('&#60;script&#62;');
  });

  test('puts what failed first, then what warned, by how near the mark', () => {
    const page = toReportPage(
      reportOf([
        takeOf('good', { readings: [reading('cut', 'passed', 1)] }),
        takeOf('near', { readings: [reading('cut', 'passed', 25)] }),
        takeOf('doubtful', { readings: [reading('cut', 'warned', 20)] }),
        takeOf('broken', { state: 'failed', trouble: 'a hidden cut', readings: [reading('cut', 'failed', 40)] }),
      ]),
    );
    const order = [...page.matchAll(/<article id="([\w.]+)"/gu)].map((match) => match[1]);
    expect(order).toEqual(['broken.1', 'doubtful.1', 'near.1', 'good.1']);
  });

  test('links from what went wrong and from seams to the takes by #id, once each', () => {
    const report = reportOf([takeOf('a', {}), takeOf('b', { state: 'failed' }), takeOf('é t', {})]);
    const seam = {
      from: toId<ShotId>('a'),
      to: toId<ShotId>('é t'),
      readings: [{ ...reading('cut', 'failed', 40), gate: 'content' as const }],
    };
    const page = toReportPage({ ...report, seams: [{ ...seam, pictures: ['data:before', 'data:after'] }] });
    const ids = [...page.matchAll(/ id="([^"]+)"/gu)].map((match) => match[1]);
    const links = [...page.matchAll(/href="#([^"]+)"/gu)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.filter((target) => !ids.includes(target))).toEqual([]);
    expect(links).toContain('b.1');
    expect(page).toMatch(/src="data:before" alt="the last frame of a".*src="data:after" alt="the first frame of é t"/u);
  });

  test('marks the take that the film shows, what it cost, and gates that were overruled', () => {
    const accepted = [{ gate: 'frozen' as const, value: 0.97, mark: 0.6, atMs: Date.UTC(2026, 10, 22) }];
    const page = toReportPage(reportOf([takeOf('a', { isUsed: true, costMicros: 1_250_000, accepted })]));
    expect(page).toContain('in the film');
    expect(page).toContain('$1.25');
    expect(page).toContain('Accepted on 2026-11-22: frozen 0.97 (mark 0.6)');
  });

  test('says so when nothing has been shot', () => {
    expect(toReportPage(reportOf([]))).toContain('Nothing has been shot yet.');
  });

  test('amounts to a line', () => {
    const takes = [takeOf('a', { readings: [reading('cut', 'warned', 20)] }), takeOf('b', { state: 'failed' })];
    expect(summaryWords(reportOf(takes))).toBe(
      '2 takes · 1 failed · 1 with warnings · 0 seams measured · nothing spent',
    );
  });
});

function reportOf(takes: readonly ReportedTake[]): FilmReport {
  return { name: 'film', title: 'A Film', madeMs: 0, spentMicros: 0, reservedMicros: 0, takes, seams: [] };
}

function takeOf(shot: string, changes: Partial<ReportedTake>): ReportedTake {
  return {
    task: toId<TaskId>(`take:${shot}`),
    shot: toId<ShotId>(shot),
    title: shot,
    number: 1,
    state: 'stored',
    model: 'fake:one',
    seed: 7,
    costMicros: 0,
    isUsed: false,
    readings: [],
    accepted: [],
    trouble: null,
    thumbnail: 'data:image/jpeg;base64,AAAA',
    ...changes,
  };
}

function reading(gate: TakeReading['gate'], verdict: TakeReading['verdict'], value = 5): TakeReading {
  return { gate, value, unit: 'score', mark: 27, isBetter: 'below', verdict, note: null };
}
