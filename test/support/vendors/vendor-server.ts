import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVendorMedia, type VendorMedia } from './vendor-media.ts';

/** What a vendor is asked, read to its end. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** Null where the body is not JSON. */
  readonly json: unknown;
  /** Where this server is, as the asker sees it. */
  readonly self: string;
};
/** What it answers: a reply, or what happens to the connection instead. */
export type Reply =
  | { readonly status: number; readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly status: number;
      readonly bytes: Buffer;
      readonly type: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Ends the connection when so many bytes are out. */
      readonly cutAt?: number;
      /** Its length is not told: where it is cut off nobody can tell that there was more. */
      readonly isUntold?: boolean;
    }
  | { readonly happens: 'reset' | 'hang' };

/** A switch that makes something go wrong: `times` of those submissions whose address contains `on`, after `after` others. */
export type Fault = {
  readonly fault: string;
  readonly on?: string;
  readonly after?: number;
  readonly times?: number;
};
export type Charge = {
  readonly job: string;
  readonly what: string;
  readonly endpoint: string;
  readonly chargedMicros: number;
  readonly input: unknown;
  /** What was to go wrong with it. */
  readonly fault?: string | null;
  /** The SHA-256 of what was answered, where the answer was the file itself. */
  readonly sha?: string;
};
export type Recorded = Pick<Asked, 'method' | 'path' | 'headers' | 'json'> & { readonly query: string };

export type Desk = {
  readonly media: VendorMedia;
  /** By the vendor's own clock, which may be set. */
  readonly nowMs: () => number;
  /** Written and synced before anybody hears of it: the judge of who paid what. */
  readonly charge: (charge: Charge) => void;
  /** The fault that this submission meets; it is used up by that. */
  readonly strike: (address: string) => string | null;
  /** The same for what is no submission: only a fault that names it. */
  readonly strikeNamed: (address: string) => string | null;
  /** What is wrong with a job now: what passes is over once the vendor is mended. */
  readonly ails: (job: { readonly fault: string | null }) => string | null;
  /** Tells a customer's address of a job, after a while; what it answers is kept for `/control/told`. */
  readonly tell: (address: string, message: () => Message, afterMs: number) => void;
};
/** What a vendor sends by itself. */
export type Message = { readonly headers: Readonly<Record<string, string>>; readonly body: string };
/** What became of a message: how it was answered, or null where nobody did. */
export type Told = { readonly body: string; readonly status: number | null };
export type Handler = (asked: Asked) => Promise<Reply> | Reply;

/**
 * Runs a vendor as a process of its own: `node X-server.ts --ledger FILE [--port N] [--faults JSON] [--height PIXELS]
 * [--media FOLDER]` (where other servers keep what they made, so that it need not be made again).
 * Prints its address as JSON and ends with its standard input. `/control/…` is not part of any vendor: faults, clock,
 * what was asked and what was charged.
 */
export async function serveVendor(open: (desk: Desk) => Handler): Promise<void> {
  const { values } = parseArgs({
    options: {
      ledger: { type: 'string', default: '' },
      port: { type: 'string', default: '0' },
      faults: { type: 'string', default: '[]' },
      height: { type: 'string', default: '90' },
      media: { type: 'string', default: '' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'longtake-vendor-'));
  const faults: { fault: Fault; passed: number; left: number }[] = [];
  const setFaults = (list: readonly Fault[]): void => {
    faults.splice(0, faults.length, ...list.map((fault) => ({ fault, passed: 0, left: fault.times ?? 1 })));
  };
  setFaults(JSON.parse(values.faults) as readonly Fault[]);
  const recorded: Recorded[] = [];
  const told: Told[] = [];
  let setMs = Date.now();
  let offsetMs = 0;
  let rate = 1;
  let saysTime = true;
  let isMended = false;
  /** So far ahead, and so many times as fast since it was set. */
  const nowMs = (): number => setMs + offsetMs + (Date.now() - setMs) * rate;
  let { ledger } = values;
  const handler = open({
    media: await createVendorMedia(folder, Number(values.height), values.media || folder),
    nowMs,
    ails: ({ fault }) => (isMended && PASSING.has(fault ?? '') ? null : fault),
    charge: (charge) => append(ledger, charge),
    strike: (address) => strike(({ on = '' }) => address.includes(on) && !SIDE_WAYS.has(on)),
    strikeNamed: (address) => strike(({ on }) => on === address),
    tell: (address, message, afterMs) => {
      const send = async (): Promise<void> => {
        const { headers, body } = message();
        const answered = await fetch(address, { method: 'POST', headers, body }).catch(() => null);
        told.push({ body, status: answered?.status ?? null });
      };
      setTimeout(() => void send(), afterMs / rate).unref();
    },
  });
  function strike(isMeant: (fault: Fault) => boolean): string | null {
    for (const known of faults) {
      if (known.left === 0 || !isMeant(known.fault)) continue;
      known.passed += 1;
      if (known.passed <= (known.fault.after ?? 0)) continue;
      known.left -= 1;
      return known.fault.fault;
    }
    return null;
  }
  const server: Server = createServer((request, response) => {
    void respond(request, response);
  });
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.sendDate = false;
    if (saysTime) response.setHeader('date', new Date(nowMs()).toUTCString());
    const asked = await read(request);
    const reply = asked.path.startsWith('/control/') ? control(asked) : await answer(asked);
    await send(reply, response);
  };
  const answer = async (asked: Asked): Promise<Reply> => {
    const { method, path, headers, json, query } = asked;
    recorded.push({ method, path, headers, json, query: query.toString() });
    try {
      return await handler(asked);
    } catch (error) {
      return { status: 500, json: { detail: `the server itself is broken: ${String(error)}` } };
    }
  };
  const control = (asked: Asked): Reply => {
    switch (asked.path) {
      case '/control/faults':
        setFaults(asked.json as readonly Fault[]);
        return { status: 200, json: {} };
      case '/control/begin':
        ({ ledger } = asked.json as { readonly ledger: string });
        setFaults([]);
        recorded.length = 0;
        told.length = 0;
        offsetMs = 0;
        rate = 1;
        saysTime = true;
        isMended = false;
        return { status: 200, json: {} };
      case '/control/clock':
        ({
          offsetMs,
          rate = 1,
          saysTime = true,
        } = asked.json as { readonly offsetMs: number; readonly rate?: number; readonly saysTime?: boolean });
        setMs = Date.now();
        return { status: 200, json: {} };
      case '/control/mend':
        isMended = true;
        setFaults([]);
        return { status: 200, json: {} };
      case '/control/left':
        return { status: 200, json: faults.reduce((sum, { left }) => sum + left, 0) };
      case '/control/asked':
        return { status: 200, json: recorded };
      case '/control/told':
        return { status: 200, json: told };
      case '/control/refuse': {
        // Nobody listens for a while.
        const { forMs } = asked.json as { readonly forMs: number };
        const address = server.address();
        const port = typeof address === 'object' && address !== null ? address.port : 0;
        server.close();
        server.closeIdleConnections();
        setTimeout(() => server.listen(port, '127.0.0.1'), forMs);
        return { status: 200, json: {}, headers: { connection: 'close' } };
      }
      default:
        return { status: 404, json: {} };
    }
  };
  await new Promise<void>((resolve) => server.listen(Number(values.port), '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${address.port}` })}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
}

/** What is wrong with a job only for a while. */
const PASSING: ReadonlySet<string> = new Set([
  'stuck',
  'lost',
  'never_there',
  'expired',
  'file_html',
  'file_truncated',
  'late_listed',
  'unlisted',
]);

/** Addresses of requests that are no submissions. */
const SIDE_WAYS: ReadonlySet<string> = new Set(['upload', 'pricing']);

export function readCharges(ledger: string): readonly Charge[] {
  try {
    const lines = readFileSync(ledger, 'utf8').split('\n').filter(Boolean);
    return lines.map((line): Charge => JSON.parse(line) as Charge);
  } catch {
    return [];
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const self = `http://${request.headers.host ?? '127.0.0.1'}`;
  const url = new URL(request.url ?? '/', self);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const isJson = headers['content-type']?.includes('json') === true && bytes.length > 0;
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    bytes,
    json: isJson ? jsonOf(bytes) : null,
    self,
  };
}

/** Clients call a picture JSON where they upload it. */
function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

async function send(reply: Reply, response: ServerResponse): Promise<void> {
  if ('happens' in reply) {
    if (reply.happens === 'reset') response.socket?.resetAndDestroy();
    return;
  }
  const bytes = 'bytes' in reply ? reply.bytes : Buffer.from(JSON.stringify(reply.json));
  const type = 'bytes' in reply ? reply.type : 'application/json';
  const { cutAt, isUntold = false } = 'bytes' in reply ? reply : {};
  response.writeHead(reply.status, {
    'content-type': type,
    ...(isUntold ? {} : { 'content-length': String(bytes.length) }),
    ...reply.headers,
  });
  if (cutAt === undefined || isUntold) response.end(bytes.subarray(0, cutAt));
  else response.write(bytes.subarray(0, cutAt), () => response.socket?.destroy());
}

function append(ledger: string, charge: Charge): void {
  if (ledger === '') return;
  const file = openSync(ledger, 'a');
  writeSync(file, `${JSON.stringify(charge)}\n`);
  fsyncSync(file);
  closeSync(file);
}
