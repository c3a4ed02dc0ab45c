import { expect, test } from 'vitest';
import { createLog, type LogOptions } from '../../src/base/log.ts';

const NOW_MS = Date.UTC(2026, 0, 1, 12, 30, 5, 7);

function open(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({
    form: 'json',
    level: 'info',
    clock: { nowMs: () => NOW_MS },
    write: (line) => lines.push(line),
    ...options,
  });
  return { log, lines };
}

test('a line is one JSON object with its time, level, message and what it is about', () => {
  const { log, lines } = open();
  log.with({ render: 'r-1' }).with({ shot: 's1a' }).warn('take held', { take: 1, isPaid: true, cost: null });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      time: '2026-01-01T12:30:05.007Z',
      level: 'warn',
      message: 'take held',
      render: 'r-1',
      shot: 's1a',
      take: 1,
      isPaid: true,
      cost: null,
    },
  ]);
  expect(lines[0]).toMatch(/^\{"time":/u);
});

test('lines below its level are not written', () => {
  const { log, lines } = open({ level: 'warn' });
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  expect(lines).toHaveLength(2);
});

test('no field passes for its time, level or message', () => {
  const { log, lines } = open();
  log.info('true', { message: 'false', level: 'debug', time: 'never' });
  expect(JSON.parse(lines[0] ?? '')).toEqual({ time: '2026-01-01T12:30:05.007Z', level: 'info', message: 'true' });
});

test.each(['json', 'text'] as const)('secrets are blotted out wherever they turn up (%s)', (form) => {
  const { log, lines } = open({ form, secrets: ['whsec_abcdef', ''] });
  log.info('called', { path: '/x?token=whsec_abcdef&y', again: `whsec_abcdef${'x'.repeat(2_000)}` });
  expect(lines[0]).not.toContain('abcdef');
  expect(lines[0]).toContain('•••');
  expect(lines[0]?.length).toBeLessThan(1_300);
});

test('at a terminal a line is one line, whatever is in it', () => {
  const { log, lines } = open({ form: 'text' });
  log.error('request failed', {
    path: '/v1/renders/r-1',
    title: 'A\nB\u001B[31m "red" \u009B31m \u202Eevil',
    nothing: null,
  });
  expect(lines).toEqual([
    String.raw`12:30:05 ERROR request failed path=/v1/renders/r-1 title="A\nB\u001b[31m \"red\" 31m evil"`,
  ]);
});
