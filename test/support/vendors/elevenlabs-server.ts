import { createHash, randomUUID } from 'node:crypto';
import { refusalBefore } from './job-book.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Reply } from './vendor-server.ts';

/**
 * Speech, music, sound effects and history of ElevenLabs; the first part of every path is the host. The answer to a submission is the
 * sound itself. See `vendor-server.ts` for how it is run.
 */
if (import.meta.main) await serveVendor(openElevenlabs);

type Item = { readonly id: string; readonly json: Readonly<Record<string, unknown>>; readonly sound: Buffer };

function openElevenlabs(desk: Desk): Handler {
  const items = new Map<string, Item>();

  return async (asked) => {
    const [, host, version, resource = '', id = '', action = ''] = asked.path.split('/');
    if (host !== 'api.elevenlabs.io' || version !== 'v1') return say(404, 'not_found', 'Not Found');
    if ((asked.headers['xi-api-key'] ?? '') === '') return say(401, 'needs_authorization', 'Neither key nor token.');
    switch (`${asked.method} ${resource}`) {
      case 'GET models':
        return { status: 200, json: [{ model_id: 'eleven_multilingual_v2' }, { model_id: 'music_v1' }] };
      case 'GET history':
        return id === '' ? list(asked) : item(id, action);
      case 'POST text-to-speech':
        return action === 'with-timestamps' ? speak(id, asked) : say(404, 'not_found', 'Not Found');
      case 'POST music':
        return play(asked);
      case 'POST sound-generation':
        return makeEffect(asked);
      default:
        return say(404, 'not_found', 'Not Found');
    }
  };

  async function speak(voice: string, asked: Asked): Promise<Reply> {
    const { text, model_id: model } = (asked.json ?? {}) as { readonly text?: string; readonly model_id?: string };
    const fault = desk.strike('text-to-speech');
    const refused = refusedFor(fault, asked);
    if (refused !== null) return refused;
    if (text === undefined || model !== 'eleven_multilingual_v2' || !/^[A-Za-z0-9]{20}$/u.test(voice))
      return say(422, 'invalid_body', 'The body is not right.');
    const sound = await desk.media.sound(`${voice} ${text}`, Math.max(0.5, text.length / 15));
    const id = randomUUID();
    const json = {
      history_item_id: id,
      date_unix: Math.floor(desk.nowMs() / 1000),
      text,
      voice_id: voice,
      model_id: model,
      request_id: id,
      voice_name: null,
      voice_category: 'premade',
      character_count_change_from: 0,
      character_count_change_to: text.length,
      content_type: 'audio/mpeg',
      state: 'created',
      settings: null,
      feedback: null,
      share_link_id: null,
      source: 'TTS',
    };
    if (fault !== 'no_history') items.set(id, { id, json, sound });
    desk.charge({
      job: id,
      what: `speech ${hashOf(`${voice} ${text}`)}`,
      endpoint: 'text-to-speech',
      chargedMicros: text.length * 100,
      input: asked.json,
      fault,
      sha: sha256(sound),
    });
    const characters = Array.from(text);
    const alignment = {
      characters,
      character_start_times_seconds: characters.map((_one, index) => index / 15),
      character_end_times_seconds: characters.map((_one, index) => (index + 1) / 15),
    };
    const answer = { audio_base64: sound.toString('base64'), alignment, normalized_alignment: alignment };
    return after(fault, {
      status: 200,
      bytes: Buffer.from(JSON.stringify(answer)),
      type: 'application/json',
      headers: { 'request-id': id, 'character-cost': String(text.length) },
    });
  }

  async function makeEffect(asked: Asked): Promise<Reply> {
    const body = (asked.json ?? {}) as {
      readonly text?: string;
      readonly duration_seconds?: number | null;
      readonly loop?: boolean;
      readonly model_id?: string;
    };
    const { text, duration_seconds: seconds, model_id: model = 'eleven_text_to_sound_v2' } = body;
    const fault = desk.strike('sound-generation');
    const refused = refusedFor(fault, asked);
    if (refused !== null) return refused;
    const isLong = typeof seconds === 'number' && (seconds < 0.5 || seconds > 30);
    if (text === undefined || isLong || model !== 'eleven_text_to_sound_v2')
      return say(422, 'invalid_body', 'The body is not right.');
    const bytes = await desk.media.sound(`effect ${text}`, seconds ?? 5);
    desk.charge({
      job: randomUUID(),
      what: `effect ${hashOf(text)}`,
      endpoint: 'sound-generation',
      chargedMicros: 120_000,
      input: asked.json,
      fault,
      sha: sha256(bytes),
    });
    return after(fault, { status: 200, bytes, type: 'audio/mpeg' });
  }

  async function play(asked: Asked): Promise<Reply> {
    const { prompt, music_length_ms: lengthMs } = (asked.json ?? {}) as {
      readonly prompt?: string;
      readonly music_length_ms?: number;
    };
    const fault = desk.strike('music');
    const refused = refusedFor(fault, asked);
    if (refused !== null) return refused;
    if (prompt === undefined || lengthMs === undefined || lengthMs < 3_000 || lengthMs > 600_000)
      return say(422, 'invalid_body', 'The body is not right.');
    const bytes = await desk.media.sound(`music ${prompt}`, lengthMs / 1000);
    const chargedMicros = lengthMs * 10;
    desk.charge({
      job: randomUUID(),
      what: `music ${hashOf(prompt)}`,
      endpoint: 'music',
      chargedMicros,
      input: asked.json,
      fault,
      sha: sha256(bytes),
    });
    return after(fault, { status: 200, bytes, type: 'audio/mpeg' });
  }

  function list({ query }: Asked): Reply {
    const after = Number(query.get('date_after_unix') ?? 0);
    const voice = query.get('voice_id');
    const history = [...items.values()]
      .map(({ json }) => json)
      .filter((json) => Number(json['date_unix']) >= after && (voice === null || json['voice_id'] === voice))
      .toReversed();
    return { status: 200, json: { history, has_more: false, last_history_item_id: null } };
  }

  function item(id: string, action: string): Reply {
    const known = items.get(id);
    if (known === undefined) return say(404, 'history_item_not_found', 'History item not found.');
    return action === 'audio'
      ? { status: 200, bytes: known.sound, type: 'audio/mpeg' }
      : { status: 200, json: known.json };
  }
}

function refusedFor(fault: string | null, asked: Asked): Reply | null {
  if (fault === 'no_credit') return say(401, 'quota_exceeded', 'This request exceeds your quota of 10000.');
  if (fault === 'leaky') return say(401, 'invalid_api_key', `Invalid key ${asked.headers['xi-api-key'] ?? ''}`);
  if (fault === 'moderated') return say(400, 'bad_prompt', 'Your prompt contains a copyrighted work.');
  if (fault === 'no_voice') return say(404, 'voice_not_found', 'A voice with this id was not found.');
  return refusalBefore(fault, (status, words) => say(status, 'error', words));
}

function after(fault: string | null, reply: Extract<Reply, { readonly bytes: Buffer }>): Reply {
  switch (fault ?? '') {
    case 'error_after':
      return say(500, 'internal_error', 'Internal Server Error');
    case 'reset_after':
    case 'no_history':
      return { happens: 'reset' };
    case 'hang':
      return { happens: 'hang' };
    case 'html':
      return { status: 200, bytes: Buffer.from('<html>All is well.</html>'), type: 'text/html' };
    case 'wrong_type':
      return { status: 200, bytes: Buffer.from('ok'), type: 'text/plain' };
    case 'truncated':
      return { ...reply, cutAt: reply.bytes.length >> 1 };
    default:
      return reply;
  }
}

function say(status: number, code: string, message: string): Reply {
  return { status, json: { detail: { status: code, message } } };
}

function hashOf(text: string): string {
  return sha256(text).slice(0, 16);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
