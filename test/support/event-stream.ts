/** One server-sent event as a client gets it. */
export type Heard = { readonly id: string | null; readonly type: string; readonly data: EventData };

/** What the tests look at. */
type EventData = {
  readonly render: string;
  readonly seq: number | null;
  readonly state?: string;
  readonly task?: string;
  readonly status?: string;
};

/** Follows an event stream by hand, so that what is on the wire is seen. */
export async function* followEvents(
  url: string,
  options: {
    readonly lastEventId?: string;
    readonly signal?: AbortSignal;
    readonly headers?: Record<string, string>;
  } = {},
): AsyncGenerator<Heard> {
  const response = await fetch(url, {
    headers: {
      ...options.headers,
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
    },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (!response.ok || response.body === null) throw new Error(`the stream answers ${response.status}`);
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const heard = parse(block);
      if (heard !== null) yield heard;
    }
  }
}

/** Everything until something happened, that included. */
export async function hearUntil(
  url: string,
  isLast: (heard: Heard) => boolean,
  options: Parameters<typeof followEvents>[1] = {},
): Promise<readonly Heard[]> {
  const leave = new AbortController();
  const all: Heard[] = [];
  try {
    for await (const heard of followEvents(url, { ...options, signal: leave.signal })) {
      all.push(heard);
      if (isLast(heard)) break;
    }
  } finally {
    leave.abort();
  }
  return all;
}

function parse(block: string): Heard | null {
  const field = (name: string): string | null =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  const data = field('data');
  return data === null ? null : { id: field('id'), type: field('event') ?? 'message', data: JSON.parse(data) };
}
