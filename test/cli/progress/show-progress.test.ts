import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { wrapText } from '../../../src/cli/display-text.ts';
import type { Io, Sink } from '../../../src/cli/io.ts';
import { createPaint } from '../../../src/cli/paint.ts';
import { ASCII_GLYPHS, UNICODE_GLYPHS } from '../../../src/cli/progress/glyphs.ts';
import { showJson, showLive, showPlain, showWarnings } from '../../../src/cli/progress/show-progress.ts';
import { at, shotStored, started } from './recording.ts';

const MESSAGE = 'The film is done. Takes that nobody asks for\u202E any more… are on their way.';
const SHOWN = 'warning: The film is done. Takes that nobody asks for any more… are on their way.';
const WARNED = at(10, { type: 'render.warned', code: 'unwanted_takes', message: MESSAGE });
const EVENTS = [started(['s1a', 's1b']), WARNED, ...shotStored(100, 's1a')];

function memory(): { readonly io: Io; readonly read: () => { readonly out: string; readonly err: string } } {
  const written = { out: '', err: '' };
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 60, rows: 12 });
  stream.on('data', (chunk) => {
    written.out += String(chunk);
  });
  const sink = (name: 'out' | 'err'): Sink => ({
    write: (text) => {
      written[name] += text;
    },
    isTerminal: true,
    columns: () => 60,
    rows: () => 12,
    stream: name === 'out' ? (stream as unknown as NodeJS.WriteStream) : null,
  });
  const io: Io = {
    out: sink('out'),
    err: sink('err'),
    cwd: '/',
    environment: {},
    ask: null,
    onInterrupt: () => ({ [Symbol.dispose]: () => {} }),
    exit: () => {},
  };
  return { io, read: () => written };
}

const LOOK = { fps: { num: 24, den: 1 }, paint: createPaint(false), glyphs: UNICODE_GLYPHS };

describe('a warning of a render', () => {
  test('is a line of its own in a log', () => {
    const { io, read } = memory();
    const progress = showPlain({ io, ...LOOK });
    for (const event of EVENTS) progress.onEvent(event);
    progress.close();
    expect(read().out.split('\n').slice(1)).toEqual([SHOWN, '1/2  s1a  stored', '']);
  });

  test('is an event with its code for programs', () => {
    const { io, read } = memory();
    const progress = showJson(io);
    for (const event of EVENTS) progress.onEvent(event);
    const lines = read()
      .out.trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines[1]).toMatchObject({ type: 'render.warned', code: 'unwanted_takes', message: MESSAGE });
  });

  test('stays on the terminal above the picture that is painted over itself', async () => {
    const { io, read } = memory();
    const progress = await showLive({ io, ...LOOK });
    for (const event of EVENTS) progress.onEvent(event);
    progress.close();
    const text = stripVTControlCharacters(read().out);
    expect(text).toContain(`${wrapText(SHOWN, 60).join('\n')}\n`);
    expect(text.indexOf('The Last Keeper')).toBeLessThan(text.indexOf('warning: '));
  });

  test('goes to the error stream when only what went wrong is to be said', () => {
    const { io, read } = memory();
    const progress = showWarnings({ io, glyphs: ASCII_GLYPHS });
    for (const event of EVENTS) progress.onEvent(event);
    expect(read()).toEqual({ out: '', err: `${SHOWN.replace('…', '...')}\n` });
  });
});

test('a log for a terminal that knows ASCII only is ASCII only', () => {
  const { io, read } = memory();
  const progress = showPlain({ io, ...LOOK, glyphs: ASCII_GLYPHS });
  progress.onEvent(started(['s1a'], 'Der Wächter 守'));
  // oxlint-disable-next-line no-control-regex -- the whole of ASCII is meant
  expect(read().out).toMatch(/^[\u0000-\u007F]+$/u);
});
