import { setInterval } from 'node:timers/promises';
import type { RenderEvent } from '../../engine/api.ts';
import type { Fps } from '../../model/time.ts';
import { systemClock, type Clock } from '../../base/clock.ts';
import { toAscii, toDisplayText, wrapText } from '../display-text.ts';
import type { Io } from '../io.ts';
import type { Paint } from '../paint.ts';
import type { Glyphs } from './glyphs.ts';
import { liveView } from './live-view.ts';
import { plainLines } from './plain-view.ts';
import { emptyProgress, progressReducer } from './progress-state.ts';

/** Shows events as they come, and stops cleanly: after `close` nothing more is written. */
export type Progress = { readonly onEvent: (event: RenderEvent) => void; readonly close: () => void };

export type ProgressOptions = {
  readonly io: Io;
  readonly fps: Fps;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  readonly clock?: Clock;
};

const REPAINT_MS = 125;

/** One JSON object per line, as the events come; `render.finished` is left to the result line that ends the output. */
export function showJson(io: Io): Progress {
  return {
    onEvent: (event) => {
      if (event.type !== 'render.finished') io.out.write(`${JSON.stringify(event)}\n`);
    },
    close: () => {},
  };
}

/** Plain lines for logs and pipes. */
export function showPlain(options: Omit<ProgressOptions, 'paint'>): Progress {
  let state = emptyProgress;
  return {
    onEvent: (event) => {
      const next = progressReducer(state, event);
      for (const line of plainLines(state, event, next, options.fps))
        options.io.out.write(`${options.glyphs.isAscii ? toAscii(line) : line}\n`);
      state = next;
    },
    close: () => {},
  };
}

/** Says only what went wrong, and that on the error stream. */
export function showWarnings({ io, glyphs }: Pick<ProgressOptions, 'io' | 'glyphs'>): Progress {
  return {
    onEvent: (event) => {
      if (event.type === 'render.warned') io.err.write(`${warningLine(event.message, glyphs)}\n`);
    },
    close: () => {},
  };
}

function warningLine(message: string, glyphs: Glyphs): string {
  const line = `warning: ${toDisplayText(message)}`;
  return glyphs.isAscii ? toAscii(line) : line;
}

/** Paints the render over itself, several times a second; the last picture goes away for the summary. */
export async function showLive(options: ProgressOptions): Promise<Progress> {
  const { io, clock = systemClock } = options;
  if (io.out.stream === null) return showPlain(options);
  const { createLogUpdate } = await import('log-update');
  const painter = createLogUpdate(io.out.stream);
  const repainting = new AbortController();
  let state = emptyProgress;
  let hasNews = false;

  const paint = (): void => {
    painter(
      liveView(state, {
        columns: io.out.columns(),
        rows: io.out.rows(),
        nowMs: clock.nowMs(),
        fps: options.fps,
        paint: options.paint,
        glyphs: options.glyphs,
      }),
    );
    hasNews = false;
  };
  const repaint = async (): Promise<void> => {
    let ticks = 0;
    try {
      for await (const _ of setInterval(REPAINT_MS, null, { signal: repainting.signal, ref: false })) {
        ticks += 1;
        // Without news only the clock moves: once a second is enough.
        if (state.render !== 'starting' && (hasNews || ticks % 8 === 0)) paint();
      }
    } catch (error) {
      if (!repainting.signal.aborted) throw error;
    }
  };
  const repainted = repaint();

  return {
    onEvent: (event) => {
      const isStart = state.render === 'starting';
      state = progressReducer(state, event);
      hasNews = true;
      if (isStart && state.render !== 'starting') paint();
      if (event.type === 'render.warned')
        painter.persist(wrapText(warningLine(event.message, options.glyphs), io.out.columns()).join('\n'));
    },
    close: () => {
      repainting.abort();
      repainted.catch(() => {});
      painter.clear();
      painter.done();
    },
  };
}
