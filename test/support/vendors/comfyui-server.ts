import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { toCanonicalJson } from '../../../src/base/json.ts';
import { corrupted } from './job-book.ts';
import { serveVendor, type Asked, type Desk, type Handler, type Reply } from './vendor-server.ts';

/**
 * A ComfyUI as its `server.py` and `comfy_execution/jobs.py` speak: queue and history are in memory, files are on the
 * disk. It takes an id twice, as the real one does. What it "charges" is the work: one line and no money.
 */
type Node = { readonly class_type: string; readonly inputs: Readonly<Record<string, unknown>> };
type Prompt = Readonly<Record<string, Node>>;
type Job = {
  readonly id: string;
  readonly number: number;
  readonly prompt: Prompt;
  readonly what: string;
  readonly sentMs: number;
  readonly fault: string | null;
  looks: number;
  isStopped: boolean;
  isWritten: boolean;
};
type OutputFile = { readonly filename: string; readonly subfolder: string; readonly type: string };

const RUN_MS = 300;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** Nodes that are installed, with the inputs that they cannot do without. */
const NODES: Readonly<Record<string, readonly string[]>> = {
  UNETLoader: ['unet_name', 'weight_dtype'],
  CLIPLoader: ['clip_name', 'type'],
  VAELoader: ['vae_name'],
  ModelSamplingSD3: ['model', 'shift'],
  CLIPTextEncode: ['clip', 'text'],
  LoadImage: ['image'],
  WanFirstLastFrameToVideo: ['positive', 'negative', 'vae', 'width', 'height', 'length', 'batch_size'],
  KSamplerAdvanced: ['model', 'add_noise', 'noise_seed', 'steps', 'cfg', 'positive', 'negative', 'latent_image'],
  VAEDecode: ['samples', 'vae'],
  CreateVideo: ['images', 'fps'],
  SaveVideo: ['video', 'filename_prefix', 'format', 'codec'],
  CheckpointLoaderSimple: ['ckpt_name'],
  LTXVImgToVideo: ['positive', 'negative', 'vae', 'image', 'width', 'height', 'length', 'batch_size', 'strength'],
  LTXVConditioning: ['positive', 'negative', 'frame_rate'],
  LTXVScheduler: ['steps', 'max_shift', 'base_shift', 'stretch', 'terminal'],
  KSamplerSelect: ['sampler_name'],
  SamplerCustom: [
    'model',
    'add_noise',
    'noise_seed',
    'cfg',
    'positive',
    'negative',
    'sampler',
    'sigmas',
    'latent_image',
  ],
  ImageOnlyCheckpointLoader: ['ckpt_name'],
  SVD_img2vid_Conditioning: [
    'clip_vision',
    'init_image',
    'vae',
    'width',
    'height',
    'video_frames',
    'motion_bucket_id',
    'fps',
  ],
  VideoLinearCFGGuidance: ['model', 'min_cfg'],
  KSampler: [
    'model',
    'seed',
    'steps',
    'cfg',
    'sampler_name',
    'scheduler',
    'positive',
    'negative',
    'latent_image',
    'denoise',
  ],
  ADE_LoopedUniformContextOptions: ['context_length'],
  ADE_AnimateDiffLoaderGen1: ['model', 'model_name', 'beta_schedule'],
  BatchPromptSchedule: ['text', 'clip', 'max_frames', 'print_output'],
  EmptyLatentImage: ['width', 'height', 'batch_size'],
  SaveImage: ['images', 'filename_prefix'],
};

if (import.meta.main) await serveVendor(openComfyui);

function openComfyui(desk: Desk): Handler {
  const jobs = new Map<string, Job>();
  const input = join(desk.media.folder, 'input');
  const output = join(desk.media.folder, 'output');
  let numbers = 0;

  return async (asked) => {
    const { method } = asked;
    const path = asked.path.replace(/^\/api(?=\/(?!jobs))/u, '');
    const [, head = '', id = '', action] = path.startsWith('/api/jobs')
      ? path.slice('/api'.length).split('/')
      : path.split('/');
    const origin = asked.headers['origin'];
    if (origin !== undefined && new URL(origin).host !== asked.headers['host']) return { status: 403, json: {} };
    switch (head) {
      case 'prompt':
        return method === 'POST' ? submit(asked) : { status: 200, json: { exec_info: { queue_remaining: 0 } } };
      case 'upload':
        return upload(asked);
      case 'object_info':
        return { status: 200, json: describe(id) };
      case 'jobs':
        if (desk.strikeNamed('jobs') !== null)
          return { status: 404, bytes: Buffer.from('404: Not Found'), type: 'text/plain' };
        return action === 'cancel' ? { status: 200, json: { cancelled: stop(id) } } : showJob(id);
      case 'history':
        return showHistory(id);
      case 'queue':
        return method === 'POST' ? clearQueue(asked) : showQueue();
      case 'interrupt':
        stop((asked.json as { readonly prompt_id?: string } | null)?.prompt_id ?? [...jobs.keys()].join(''));
        return { status: 200, bytes: Buffer.alloc(0), type: 'text/plain' };
      case 'view':
        return view(asked);
      default:
        return { status: 404, bytes: Buffer.from('404: Not Found'), type: 'text/plain' };
    }
  };

  function describe(type: string): unknown {
    const inputs = NODES[type];
    if (inputs === undefined || desk.strikeNamed(type) !== null) return {};
    return { [type]: { input: { required: Object.fromEntries(inputs.map((name) => [name, ['*']])) }, name: type } };
  }

  async function submit(asked: Asked): Promise<Reply> {
    const fault = desk.strike('prompt');
    switch (fault ?? '') {
      case 'rate_limited':
        return { status: 429, json: {} };
      case 'rate_limited_wait':
        return { status: 429, json: {}, headers: { 'retry-after': '1' } };
      case 'unauthorized':
        return { status: 401, json: {} };
      case 'error_before':
        return { status: 500, bytes: Buffer.from('500 Internal Server Error'), type: 'text/plain' };
      case 'reset_before':
        return { happens: 'reset' };
      default:
    }
    const body = asked.json as { readonly prompt?: Prompt; readonly prompt_id?: string } | null;
    const prompt = body?.prompt;
    if (prompt === undefined) return problem('no_prompt', 'No prompt provided', {});
    const id = body?.prompt_id ?? '';
    if (!UUID.test(id)) return problem('invalid_prompt_id', 'prompt_id must be a canonical UUID', {});
    const wrong = Object.entries(prompt).find(([, node]) => NODES[node.class_type] === undefined);
    if (wrong !== undefined)
      return problem('missing_node_type', `Cannot execute because node ${wrong[1].class_type} does not exist.`, {});
    const errors = validate(prompt);
    if (Object.keys(errors).length > 0)
      return problem('prompt_outputs_failed_validation', 'Prompt outputs failed validation', errors);
    if (fault === 'missing_model')
      return problem('prompt_outputs_failed_validation', 'Prompt outputs failed validation', {
        '1': {
          class_type: 'UNETLoader',
          errors: [{ type: 'value_not_in_list', message: 'Value not in list', details: "unet_name: 'wan' not in []" }],
        },
      });
    numbers += 1;
    const job: Job = {
      id,
      number: numbers,
      prompt,
      what: contentOf(prompt),
      sentMs: desk.nowMs(),
      fault,
      looks: 0,
      isStopped: false,
      isWritten: false,
    };
    jobs.set(id, job);
    const endpoint = Object.values(prompt)
      .map((node) => node.class_type)
      .join(' ');
    desk.charge({ job: id, what: job.what, endpoint, chargedMicros: 0, input: prompt, fault });
    switch (fault ?? '') {
      case 'error_after':
        return { status: 500, json: {} };
      case 'reset_after':
        return { happens: 'reset' };
      case 'hang':
        return { happens: 'hang' };
      case 'html':
        return { status: 200, bytes: Buffer.from('<html>All is well.</html>'), type: 'text/html' };
      case 'wrong_type':
        return { status: 200, bytes: Buffer.from('ok'), type: 'text/plain' };
      default:
    }
    const bytes = Buffer.from(JSON.stringify({ prompt_id: id, number: job.number, node_errors: {} }));
    return {
      status: 200,
      bytes,
      type: 'application/json',
      ...(fault === 'truncated' ? { cutAt: bytes.length - 10 } : {}),
    };
  }

  function validate(prompt: Prompt): Readonly<Record<string, unknown>> {
    const errors: Record<string, unknown> = {};
    for (const [id, node] of Object.entries(prompt)) {
      const say = (message: string, details: string): void => {
        errors[id] = {
          class_type: node.class_type,
          errors: [{ type: 'value', message, details }],
          dependent_outputs: [],
        };
      };
      for (const name of NODES[node.class_type] ?? [])
        if (!Object.hasOwn(node.inputs, name)) say('Required input is missing', name);
      for (const [name, value] of Object.entries(node.inputs))
        if (Array.isArray(value) && !Object.hasOwn(prompt, String(value[0]))) say('Bad linked input', name);
      const { image } = node.inputs;
      if (node.class_type === 'LoadImage' && !existsSync(join(input, String(image))))
        say('Custom validation failed for node', `image - Invalid image file: ${String(image)}`);
    }
    return errors;
  }

  /** Runs on by itself; every look is a moment. */
  function stateOf(job: Job): 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled' | 'gone' {
    if (job.isStopped) return 'cancelled';
    if (desk.ails(job) === 'lost') return 'gone';
    if (desk.ails(job) === 'stuck') return 'in_progress';
    if (job.looks < 2 && desk.nowMs() - job.sentMs < RUN_MS) return job.looks === 0 ? 'pending' : 'in_progress';
    if (desk.ails(job) === 'failed') return 'failed';
    return desk.ails(job) === 'restarted' ? 'gone' : 'completed';
  }

  async function look(id: string): Promise<{ readonly job: Job; readonly state: ReturnType<typeof stateOf> } | null> {
    const job = jobs.get(id);
    if (job === undefined) return null;
    const state = stateOf(job);
    job.looks += 1;
    if (desk.ails(job) === 'poll_errors' && job.looks <= 2) throw new Error('busy');
    if (state === 'completed' || (state === 'gone' && desk.ails(job) === 'restarted')) await write(job);
    return { job, state };
  }

  async function showJob(id: string): Promise<Reply> {
    const seen = await look(id);
    if (seen === null || seen.state === 'gone') return { status: 404, json: { error: 'Job not found' } };
    const { job, state } = seen;
    const entry = entryOf(job, state);
    const isOver = entry !== null;
    return {
      status: 200,
      json: {
        id,
        status: state === 'cancelled' ? 'failed' : state,
        ...(isOver ? { outputs: entry.outputs, execution_status: entry.status } : {}),
        ...(state === 'failed' ? { execution_error: OUT_OF_MEMORY } : {}),
      },
    };
  }

  async function showHistory(id: string): Promise<Reply> {
    const seen = await look(id);
    const entry = seen === null ? null : entryOf(seen.job, seen.state);
    return { status: 200, json: entry === null ? {} : { [id]: entry } };
  }

  function entryOf(job: Job, state: ReturnType<typeof stateOf>) {
    const prompt = [job.number, job.id, job.prompt, {}, []];
    switch (state) {
      case 'completed':
        return { prompt, outputs: outputsOf(job), status: { status_str: 'success', completed: true, messages: [] } };
      case 'failed':
        return {
          prompt,
          outputs: {},
          status: { status_str: 'error', completed: false, messages: [['execution_error', OUT_OF_MEMORY]] },
        };
      case 'cancelled':
        return {
          prompt,
          outputs: {},
          status: { status_str: 'error', completed: false, messages: [['execution_interrupted', {}]] },
        };
      case 'gone':
      case 'pending':
      case 'in_progress':
        return null;
    }
  }

  function outputsOf(job: Job): unknown {
    if (desk.ails(job) === 'empty') return { '99': { text: ['done'] } };
    return { '99': { images: [fileOf(job)], animated: [true] } };
  }

  /** As core nodes name it: prefix, number, underscore. */
  function fileOf(job: Job): OutputFile {
    const prefix = String(
      Object.values(job.prompt).find((node) => 'filename_prefix' in node.inputs)?.inputs['filename_prefix'],
    );
    return { filename: `${basename(prefix)}_00001_.mp4`, subfolder: dirname(prefix), type: 'output' };
  }

  async function write(job: Job): Promise<void> {
    if (job.isWritten || desk.ails(job) === 'never_there') return;
    job.isWritten = true;
    const number = (names: readonly string[], fallback: number): number => {
      const found = Object.values(job.prompt).flatMap(({ inputs }) =>
        names.flatMap((name) => (typeof inputs[name] === 'number' ? [inputs[name]] : [])),
      );
      return Math.max(...found, 0) || fallback;
    };
    const fps = Number(
      Object.values(job.prompt).find((node) => node.class_type === 'CreateVideo')?.inputs['fps'] ?? 16,
    );
    const loaded = Object.values(job.prompt).find((node) => node.class_type === 'LoadImage')?.inputs['image'];
    const bytes = await desk.media.video({
      key: job.what,
      seconds: desk.ails(job) === 'short' ? 0.2 : number(['length', 'video_frames', 'max_frames'], 16) / fps,
      fps,
      ratio: number(['width'], 16) / number(['height'], 9),
      hasSound: false,
      start: typeof loaded === 'string' ? join(input, loaded) : null,
    });
    const { filename, subfolder } = fileOf(job);
    mkdirSync(join(output, subfolder), { recursive: true });
    writeFileSync(join(output, subfolder, filename), desk.ails(job) === 'corrupt' ? corrupted(bytes) : bytes);
  }

  async function showQueue(): Promise<Reply> {
    const items = (state: string): unknown =>
      [...jobs.values()].filter((job) => stateOf(job) === state).map((job) => [job.number, job.id, job.prompt, {}, []]);
    return { status: 200, json: { queue_running: items('in_progress'), queue_pending: items('pending') } };
  }

  function clearQueue({ json }: Asked): Reply {
    for (const id of (json as { readonly delete?: readonly string[] }).delete ?? []) {
      const job = jobs.get(id);
      if (job !== undefined && stateOf(job) === 'pending') jobs.delete(id);
    }
    return { status: 200, bytes: Buffer.alloc(0), type: 'text/plain' };
  }

  function stop(id: string): boolean {
    const job = jobs.get(id);
    if (job === undefined || stateOf(job) === 'completed') return false;
    job.isStopped = true;
    return true;
  }

  async function upload({ bytes, headers }: Asked): Promise<Reply> {
    if (desk.strikeNamed('upload') !== null) return { status: 500, json: {} };
    const form = await new Response(new Uint8Array(bytes), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
    const image = form.get('image');
    if (!(image instanceof File)) return { status: 400, json: {} };
    const folder = form.get('subfolder');
    const subfolder = typeof folder === 'string' ? folder : '';
    mkdirSync(join(input, subfolder), { recursive: true });
    writeFileSync(join(input, subfolder, basename(image.name)), await image.bytes());
    return { status: 200, json: { name: image.name, subfolder, type: 'input' } };
  }

  function view({ query, headers }: Asked): Reply {
    const name = basename(query.get('filename') ?? '');
    const file = join(desk.media.folder, query.get('type') ?? 'output', query.get('subfolder') ?? '', name);
    if (!existsSync(file)) return { status: 404, bytes: Buffer.alloc(0), type: 'text/plain' };
    const bytes = readFileSync(file);
    if (headers['range'] !== undefined) return { status: 206, bytes: bytes.subarray(0, 1), type: 'video/mp4' };
    if (desk.strikeNamed('file_html') !== null)
      return { status: 200, bytes: Buffer.from('<html></html>'), type: 'text/html' };
    const isCut = desk.strikeNamed('file_truncated') !== null;
    return { status: 200, bytes, type: 'video/mp4', ...(isCut ? { cutAt: bytes.length >> 1 } : {}) };
  }

  /** Files count by what is in them, and the name of the output does not. */
  function contentOf(prompt: Prompt): string {
    const plain = Object.entries(prompt).map(([id, { class_type: type, inputs }]) => {
      const kept = Object.entries(inputs).filter(([name]) => name !== 'filename_prefix');
      return [
        id,
        type,
        Object.fromEntries(
          kept.map(([name, value]) => [
            name,
            type === 'LoadImage' ? hashOf(readFileSync(join(input, String(value)))) : value,
          ]),
        ),
      ];
    });
    return hashOf(toCanonicalJson(plain));
  }
}

const OUT_OF_MEMORY = {
  node_id: '12',
  node_type: 'KSamplerAdvanced',
  exception_type: 'torch.OutOfMemoryError',
  exception_message: 'Allocation on device would exceed allowed memory.',
};

function problem(type: string, message: string, errors: Readonly<Record<string, unknown>>): Reply {
  return { status: 400, json: { error: { type, message, details: '', extra_info: {} }, node_errors: errors } };
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
