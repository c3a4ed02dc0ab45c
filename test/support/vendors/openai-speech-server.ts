import { createHash, randomUUID } from 'node:crypto';
import { refusalBefore } from './job-book.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Reply } from './vendor-server.ts';

/**
 * `POST /v1/audio/speech` of OpenAI as its own client (7.59.0) speaks to it; the first part of every path is the host. The
 * answer is the sound itself. See `vendor-server.ts` for how it is run.
 */
if (import.meta.main) await serveVendor(openSpeech);

/** Micro-dollars a character: what a minute of speech costs, by the length of what is said. */
const MICROS: Readonly<Record<string, number>> = { 'gpt-4o-mini-tts': 16, 'tts-1': 15, 'tts-1-hd': 30 };
const FIELDS: ReadonlySet<string> = new Set([
  'model',
  'input',
  'voice',
  'instructions',
  'response_format',
  'speed',
  'stream_format',
]);
const OLD_VOICES: ReadonlySet<string> = new Set([
  'alloy',
  'ash',
  'coral',
  'echo',
  'fable',
  'onyx',
  'nova',
  'sage',
  'shimmer',
]);
const VOICES: ReadonlySet<string> = new Set([...OLD_VOICES, 'ballad', 'verse', 'marin', 'cedar']);

function openSpeech(desk: Desk): Handler {
  return async (asked) => {
    if (asked.path !== '/api.openai.com/v1/audio/speech' || asked.method !== 'POST')
      return say(404, 'not_found', 'Invalid URL');
    const authorization = asked.headers['authorization'] ?? '';
    if (!/^Bearer .+/u.test(authorization)) return say(401, 'missing_key', 'You did not provide an API key.');
    const fault = desk.strike('speech');
    if (fault === 'leaky') return say(401, 'invalid_api_key', `Incorrect API key provided: ${authorization}`);
    if (fault === 'moderated') return say(400, 'content_policy_violation', 'Your request was rejected.');
    if (fault === 'empty_purse')
      return say(
        429,
        'insufficient_quota',
        'You exceeded your current quota, please check your plan and billing details.',
      );
    const refused = refusalBefore(fault, (status, words) => say(status, 'error', words));
    if (refused !== null) return refused;
    return speak(asked, fault);
  };

  async function speak({ json }: Asked, fault: string | null): Promise<Reply> {
    const input = (json ?? {}) as Readonly<Record<string, unknown>>;
    const { model, input: words, voice, instructions } = input;
    const micros = MICROS[String(model)];
    if (micros === undefined) return say(404, 'model_not_found', `The model ${String(model)} does not exist`);
    const wrong = Object.keys(input).find((field) => !FIELDS.has(field));
    if (wrong !== undefined) return say(400, 'unknown_parameter', `Unknown parameter: '${wrong}'.`);
    if (typeof words !== 'string' || words === '' || words.length > 4_096) return say(400, 'invalid_value', 'input');
    const isOld = model !== 'gpt-4o-mini-tts';
    const isVoice = typeof voice === 'string' ? (isOld ? OLD_VOICES : VOICES).has(voice) : !isOld;
    if (!isVoice) return say(400, 'invalid_value', 'voice');
    if (instructions !== undefined && isOld) return say(400, 'unsupported_parameter', 'instructions');
    const what = createHash('sha256')
      .update(JSON.stringify([model, words, voice]))
      .digest('hex')
      .slice(0, 16);
    const bytes = await desk.media.sound(what, Math.max(0.5, words.length / 15));
    desk.charge({
      job: randomUUID(),
      what: `speech ${what}`,
      endpoint: 'audio/speech',
      chargedMicros: words.length * micros,
      input,
      fault,
      sha: createHash('sha256').update(bytes).digest('hex'),
    });
    switch (fault ?? '') {
      case 'error_after':
        return say(500, 'server_error', 'The server had an error');
      case 'reset_after':
        return { happens: 'reset' };
      case 'hang':
        return { happens: 'hang' };
      case 'html':
        return { status: 200, bytes: Buffer.from('<html>All is well.</html>'), type: 'text/html' };
      case 'truncated':
        return { status: 200, bytes, type: 'audio/mpeg', cutAt: bytes.length >> 1 };
      default:
        return { status: 200, bytes, type: 'audio/mpeg' };
    }
  }
}

function say(status: number, code: string, message: string): Extract<Reply, { readonly json: unknown }> {
  return { status, json: { error: { message, type: 'invalid_request_error', param: null, code } } };
}
