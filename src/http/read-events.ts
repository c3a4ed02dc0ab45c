/** One event of a stream. Progress has no id: it is not sent again to a client that comes back. */
export type HeardEvent = { readonly id: string | null; readonly type: string; readonly data: HeardData };
export type HeardData = {
  readonly render: string;
  readonly atMs: number;
  /** Of a render or a task: what it is now. */
  readonly state?: string;
  readonly task?: string;
  readonly shot?: string | null;
  readonly [more: string]: unknown;
};

/**
 * The events in an answer of `…/events`, until the server ends the stream; leaving the loop leaves the stream. With
 * `after: id` of the last one that had an id, the next request hears exactly what was missed.
 * @throws Error when the answer is no stream, or is cut off.
 */
export async function* readEvents(
  answer: Pick<Response, 'ok' | 'status'> & { readonly body: ReadableStream | null },
): AsyncGenerator<HeardEvent, void, undefined> {
  if (!answer.ok || answer.body === null) throw new Error(`There are no events in an answer with ${answer.status}.`);
  // By its reader: not every browser can loop over a stream.
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = `${rest}${value}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const heard = parseEvent(block);
        if (heard !== null) yield heard;
      }
    }
  } finally {
    await reader.cancel();
  }
}

/** Null for what is no event: comments that keep the line open, and how soon to come back. */
function parseEvent(block: string): HeardEvent | null {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return null;
  const parsed: HeardData = JSON.parse(data);
  return { id: fields.get('id') ?? null, type: fields.get('event') ?? 'message', data: parsed };
}
