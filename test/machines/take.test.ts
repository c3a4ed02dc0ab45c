import { describe, expect, test } from 'vitest';
import { MAX_ATTEMPTS, MAX_DOWNLOADS } from '../../machines/retry.ts';
import { takeMachine } from '../../machines/take.ts';
import type { Failure } from '../../src/model/generation.ts';
import { failureOf } from './charts.ts';
import { play } from './play.ts';
import { listLeaves } from './state-tree.ts';

const chart = { machine: takeMachine, input: { number: 1, model: 'fake:one' } };
const reserved = { type: 'take.reserved', attempt: 'a_1' };
const submitted = { type: 'take.submitted' };
const pending = { type: 'take.pending', retryAfterMs: null };
const retryDue = { type: 'take.retry_due' };
const rejected = (failure: Failure) => ({ type: 'take.rejected', failure });
const lost = { type: 'take.lost_answer', failure: failureOf('unavailable', { billed: 'unknown' }) };
const absent = { type: 'take.absent', failure: failureOf('unavailable') };
const unknown = { type: 'take.unknown', failure: failureOf('lost', { billed: 'unknown' }) };
const notDownloaded = { type: 'take.not_downloaded', failure: failureOf('unavailable') };
const TO_POLLING = [reserved, submitted];
const TO_DOWNLOADING = [...TO_POLLING, { type: 'take.finished' }];
const TO_GATING = [...TO_DOWNLOADING, { type: 'take.downloaded' }];

describe('a take', () => {
  test('goes from the reservation to the stored file', () => {
    const { words, snapshot } = play(chart, [
      ...TO_POLLING,
      pending,
      { type: 'take.finished' },
      { type: 'take.downloaded' },
      { type: 'take.passed' },
    ]);
    expect(words).toEqual(['reserving', 'submitting', 'polling', 'polling', 'downloading', 'gating', 'stored']);
    expect(snapshot.output).toEqual({ outcome: 'stored', failure: null });
  });

  test.each([
    ['reserving', [], { kind: 'reserve' }],
    ['submitting', [reserved], { kind: 'submit' }],
    ['reconciling', [reserved, lost], { kind: 'reconcile', delayMs: 0 }],
    ['polling', TO_POLLING, { kind: 'poll', delayMs: 0 }],
    ['downloading', TO_DOWNLOADING, { kind: 'download', delayMs: 0 }],
    ['gating', TO_GATING, { kind: 'gate' }],
  ])('asks for its work when it comes to %s', (word, events, effect) => {
    const played = play(chart, events);
    expect(played.word).toBe(word);
    expect(played.effects).toEqual([effect]);
  });

  test('sends again only after it waited and reserved anew', () => {
    const { words } = play(chart, [reserved, rejected(failureOf('rate_limited')), retryDue, reserved]);
    expect(words).toEqual(['reserving', 'submitting', 'backing_off', 'reserving', 'submitting']);
  });

  test('waits as long as the provider wishes, and longer each time when it wishes nothing', () => {
    const wished = play(chart, [reserved, rejected(failureOf('rate_limited', { retryAfterMs: 42_000 }))]);
    expect(wished.effects).toEqual([{ kind: 'wake', delayMs: 42_000 }]);
    const own = [1, 2, 3].map((times) => {
      const rounds = Array.from({ length: times }, () => [
        retryDue,
        reserved,
        rejected(failureOf('rate_limited')),
      ]).flat();
      return play(chart, rounds.slice(1)).effects;
    });
    expect(own).toEqual([1_000, 2_000, 4_000].map((delayMs) => [{ kind: 'wake', delayMs }]));
  });

  test.each(['moderation', 'invalid_request', 'quota', 'unauthorized', 'model_retired'] as const)(
    'ends at once when it is refused for %s: the same body would be refused again',
    (failureClass) => {
      const { word, snapshot } = play(chart, [reserved, rejected(failureOf(failureClass))]);
      expect(word).toBe('failed');
      expect(snapshot.output).toMatchObject({ outcome: 'failed', failure: { class: failureClass } });
    },
  );

  test('is not sent again when the failed job was billed', () => {
    const failed = { type: 'take.failed', failure: failureOf('unavailable', { billed: 'yes' }) };
    expect(play(chart, [...TO_POLLING, failed]).word).toBe('failed');
    expect(
      play(chart, [...TO_POLLING, { ...failed, failure: failureOf('unavailable', { billed: 'unknown' }) }]).word,
    ).toBe('failed');
  });

  test.each([
    ['rejected', [rejected(failureOf('unavailable'))]],
    ['failed there without being billed', [submitted, { type: 'take.failed', failure: failureOf('unavailable') }]],
    ['lost on its way', [lost, absent]],
  ])(`is sent ${MAX_ATTEMPTS} times at most when it is %s again and again`, (_what, round) => {
    const rounds = Array.from({ length: MAX_ATTEMPTS }, () => [reserved, ...round, retryDue]).flat();
    const { word, snapshot } = play(chart, rounds);
    expect(word).toBe('failed');
    expect(snapshot.context.attempts).toBe(MAX_ATTEMPTS);
    expect(snapshot.output.failure.billed).toBe('no');
  });

  test('without an answer is asked after, never sent again', () => {
    expect(play(chart, [reserved, lost]).word).toBe('reconciling');
    expect(play(chart, [reserved, lost, { type: 'take.found' }]).word).toBe('polling');
    expect(play(chart, [reserved, lost, unknown]).word).toBe('held');
    const later = play(chart, [reserved, lost, { type: 'take.unsettled', retryAfterMs: 5_000 }]);
    expect(later).toMatchObject({ word: 'reconciling', effects: [{ kind: 'reconcile', delayMs: 5_000 }] });
  });

  test('that is held asks for nothing and hears of no retry', () => {
    const held = [reserved, lost, unknown];
    expect(play(chart, held).effects).toEqual([]);
    for (const event of [retryDue, reserved, absent, { type: 'take.drop', failure: failureOf('cancelled') }])
      expect(play(chart, [...held, event]).word).toBe('held');
  });

  test('that is held can be asked after once more, and only that way be sent again', () => {
    const asked = [reserved, lost, unknown, { type: 'take.reconcile' }];
    expect(play(chart, asked)).toMatchObject({ word: 'reconciling', effects: [{ kind: 'reconcile', delayMs: 0 }] });
    expect(play(chart, [...asked, { type: 'take.found' }]).word).toBe('polling');
    expect(play(chart, [...asked, absent]).word).toBe('backing_off');
    expect(play(chart, [...asked, unknown]).word).toBe('held');
  });

  test('that is held goes on at a person’s word: adopted it is polled, given up it ends with what is known of the money', () => {
    const held = [reserved, lost, unknown];
    const adopted = play(chart, [...held, { type: 'take.adopt' }]);
    expect(adopted).toMatchObject({ word: 'polling', effects: [{ kind: 'poll', delayMs: 0 }] });
    expect(adopted.snapshot.context).toMatchObject({ attempt: 'a_1', failure: null });
    const failure = failureOf('cancelled', { billed: 'unknown' });
    const abandoned = play(chart, [...held, { type: 'take.abandon', failure }]);
    expect(abandoned.snapshot.output).toEqual({ outcome: 'failed', failure });
  });

  test('that is held is sent again at a person’s word, with a new reservation and as many tries as at first', () => {
    const again = play(chart, [reserved, lost, unknown, { type: 'take.resubmit' }]);
    expect(again).toMatchObject({ word: 'reserving', effects: [{ kind: 'reserve' }] });
    expect(again.snapshot.context).toMatchObject({ attempt: null, attempts: 0 });
  });

  test('hears of being adopted, sent again or abandoned only while it is held', () => {
    const words = [
      { type: 'take.adopt' },
      { type: 'take.resubmit' },
      { type: 'take.abandon', failure: failureOf('cancelled') },
    ];
    for (const way of [[], [reserved], [reserved, lost], TO_POLLING, TO_DOWNLOADING, TO_GATING])
      for (const word of words) expect(play(chart, [...way, word]).word).toBe(play(chart, way).word);
  });

  test.each(
    listLeaves(takeMachine)
      .filter((leaf) => leaf.type !== 'final' && leaf.key !== 'cancelling')
      .map((leaf) => leaf.key),
  )('that is %s goes to fetch what a late answer says was accepted', (word) => {
    const way: Readonly<Record<string, readonly object[]>> = {
      reserving: [],
      submitting: [reserved],
      reconciling: [reserved, lost],
      backing_off: [reserved, rejected(failureOf('rate_limited'))],
      polling: TO_POLLING,
      downloading: TO_DOWNLOADING,
      gating: TO_GATING,
      held: [reserved, lost, unknown],
    };
    const before = play(chart, (way[word] ?? []) as never);
    expect(before.word).toBe(word);
    const after = play(chart, [...(way[word] ?? []), submitted] as never);
    expect(after.word).toBe('polling');
    expect(after.effects).toEqual([{ kind: 'poll', delayMs: 0 }]);
    expect(after.snapshot.context.failure).toBeNull();
  });

  test('polls quickly at first, then every ten seconds, or when the provider says', () => {
    const delays = Array.from(
      { length: 8 },
      (_, polls) => play(chart, [...TO_POLLING, ...Array.from({ length: polls + 1 }, () => pending)]).effects,
    );
    expect(delays.flat().map((effect) => 'delayMs' in effect && effect.delayMs)).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
    expect(play(chart, [...TO_POLLING, { type: 'take.pending', retryAfterMs: 77 }]).effects).toEqual([
      { kind: 'poll', delayMs: 77 },
    ]);
  });

  test(`whose file does not come is tried ${MAX_DOWNLOADS} times and then held: it is paid for`, () => {
    const tries = (count: number) =>
      play(chart, [...TO_DOWNLOADING, ...Array.from({ length: count }, () => notDownloaded)]);
    expect(tries(MAX_DOWNLOADS - 1).word).toBe('downloading');
    expect(tries(MAX_DOWNLOADS).word).toBe('held');
  });

  test('that was held is downloaded with as much patience as the first time', () => {
    const held = [...TO_DOWNLOADING, ...Array.from({ length: MAX_DOWNLOADS }, () => notDownloaded)];
    expect(play(chart, [...held, submitted, { type: 'take.finished' }, notDownloaded]).word).toBe('downloading');
  });

  test('past its deadline keeps its handle and is held', () => {
    const overdue = { type: 'take.overdue', failure: failureOf('timed_out', { billed: 'unknown' }) };
    const { word, snapshot } = play(chart, [...TO_POLLING, overdue]);
    expect(word).toBe('held');
    expect(snapshot.context.attempt).toBe('a_1');
  });

  test('whose gate broke is held, for its file may be good', () => {
    expect(play(chart, [...TO_GATING, { type: 'take.not_gated', failure: failureOf('internal') }]).word).toBe('held');
  });

  test('is dropped only while nothing was sent for it', () => {
    const cancel = { type: 'take.drop', failure: failureOf('cancelled') };
    expect(play(chart, [cancel]).word).toBe('failed');
    expect(play(chart, [reserved, rejected(failureOf('rate_limited')), cancel]).word).toBe('failed');
    expect(play(chart, [reserved, cancel]).word).toBe('submitting');
    expect(play(chart, [...TO_POLLING, cancel]).word).toBe('polling');
    expect(play(chart, [...TO_GATING, cancel]).word).toBe('gating');
  });

  test('that a person gives up ends at once where nothing was sent, and asks its provider to stop where something was', () => {
    const cancel = { type: 'take.cancel', failure: failureOf('cancelled') };
    const stopped = { type: 'take.cancelled', failure: failureOf('cancelled', { billed: 'unknown' }) };
    expect(play(chart, [cancel]).word).toBe('failed');
    expect(play(chart, [reserved, rejected(failureOf('rate_limited')), cancel]).word).toBe('failed');
    for (const way of [[reserved], [reserved, lost], TO_POLLING]) {
      const asked = play(chart, [...way, cancel]);
      expect(asked).toMatchObject({ word: 'cancelling', effects: [{ kind: 'cancel' }] });
      expect(play(chart, [...way, cancel, stopped]).snapshot.output).toMatchObject({ failure: stopped.failure });
    }
  });

  test('that is given up too late is brought in all the same: it is paid for', () => {
    const cancel = { type: 'take.cancel', failure: failureOf('cancelled') };
    expect(play(chart, [...TO_DOWNLOADING, cancel]).word).toBe('downloading');
    expect(play(chart, [...TO_GATING, cancel]).word).toBe('gating');
    const finished = play(chart, [...TO_POLLING, cancel, { type: 'take.finished' }]);
    expect(finished).toMatchObject({ word: 'downloading', effects: [{ kind: 'download' }] });
  });

  test('that is given up while its answer is on the way asks again when the answer comes', () => {
    const cancel = { type: 'take.cancel', failure: failureOf('cancelled') };
    const after = play(chart, [reserved, cancel, submitted]);
    expect(after).toMatchObject({ word: 'cancelling', effects: [{ kind: 'cancel' }] });
    expect(play(chart, [reserved, cancel, unknown]).word, 'what may exist is held').toBe('held');
  });
});
