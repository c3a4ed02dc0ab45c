import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { readCharges, type Charge, type Fault, type Recorded, type Told } from './vendor-server.ts';

export type StartedVendor = AsyncDisposable & {
  readonly url: string;
  readonly ledger: string;
  readonly charges: () => readonly Charge[];
  readonly faults: (...faults: readonly Fault[]) => Promise<void>;
  /** The vendor's clock is so much ahead, and goes so many times as fast. */
  readonly clock: (offsetMs: number, rate?: number) => Promise<void>;
  /** Its answers have no `Date` any more. */
  readonly hideTime: () => Promise<void>;
  /** Nothing goes wrong any more, and what was stuck, lost or out of reach is there again. */
  readonly mend: () => Promise<void>;
  /** How many faults have not struck yet. */
  readonly faultsLeft: () => Promise<number>;
  readonly asked: () => Promise<readonly Recorded[]>;
  /** Messages that it sent by itself, and how they were answered. */
  readonly told: () => Promise<readonly Told[]>;
  /** Begins a new book: no faults, nothing asked yet. */
  readonly begin: (ledger: string) => Promise<StartedVendor>;
  /** Nobody listens for a while. */
  readonly refuse: (forMs: number) => Promise<void>;
  /** When somebody listens again. */
  readonly isBack: () => Promise<void>;
};

export type VendorName =
  | 'fal'
  | 'comfyui'
  | 'videos-api'
  | 'replicate'
  | 'runway'
  | 'elevenlabs'
  | 'gemini'
  | 'openai-speech'
  | 'xai';

/**
 * Starts a vendor's server as a process; it ends with its input, so also when we are killed. `media`: a folder where it
 * finds what other servers made, and leaves what it makes.
 */
export async function startVendor(name: VendorName, ledger: string, media = ''): Promise<StartedVendor> {
  const program = join(import.meta.dirname, `${name}-server.ts`);
  const child = spawn(process.execPath, [program, '--ledger', ledger, '--media', media], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${program} ended before it began`))),
  ])) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  const tell = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
    return response.json();
  };
  const view = (book: string): StartedVendor => ({
    url,
    ledger: book,
    charges: () => readCharges(book),
    told: async () => (await tell('told', null)) as readonly Told[],
    begin: async (other) => {
      await tell('begin', { ledger: other });
      return view(other);
    },
    faults: async (...faults) => void (await tell('faults', faults)),
    clock: async (offsetMs, rate = 1) => void (await tell('clock', { offsetMs, rate })),
    hideTime: async () => void (await tell('clock', { offsetMs: 0, saysTime: false })),
    mend: async () => void (await tell('mend', null)),
    faultsLeft: async () => Number(await tell('left', null)),
    asked: async () => (await tell('asked', null)) as readonly Recorded[],
    refuse: async (forMs) => void (await tell('refuse', { forMs })),
    isBack: async () => {
      while ((await tell('asked', null).catch(() => null)) === null) await setImmediate();
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  });
  return view(ledger);
}
