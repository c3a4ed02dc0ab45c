import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/**
 * As much of `VideoModelV4` (@ai-sdk/provider 4.0.38) as is used here. Its `doStart` and `doStatus` have no layer of
 * repeats above them; that is only in `ai` itself.
 */
export interface VideoModel {
  readonly provider: string;
  doStart(options: StartOptions): PromiseLike<unknown>;
  doStatus(options: { readonly operation: unknown; readonly abortSignal: AbortSignal }): PromiseLike<unknown>;
}
export type StartOptions = {
  readonly prompt: string;
  readonly n: 1;
  readonly aspectRatio: string | undefined;
  readonly resolution: string | undefined;
  readonly duration: number;
  readonly fps: undefined;
  readonly seed: number | undefined;
  readonly image: File | undefined;
  readonly frameImages: readonly { readonly image: File; readonly frameType: FrameType }[] | undefined;
  readonly inputReferences: readonly File[] | undefined;
  readonly generateAudio: boolean | undefined;
  readonly providerOptions: Readonly<Record<string, unknown>>;
  readonly abortSignal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
};
type File = { readonly type: 'file'; readonly mediaType: string; readonly data: Uint8Array };
type FrameType = 'first_frame' | 'last_frame';

/** What a module exports: makes the model anew for each call, on the transport that it is handed. */
export type CreateVideoModel = (tools: { readonly fetch: typeof fetch }) => Promise<VideoModel>;

const modelSchema = z.object({
  specificationVersion: z.literal('v4'),
  provider: z.string(),
  doStart: z.custom<VideoModel['doStart']>((value) => typeof value === 'function', 'it has no `doStart`'),
  doStatus: z.custom<VideoModel['doStatus']>((value) => typeof value === 'function', 'it has no `doStatus`'),
});
type Loose = (tools: { readonly fetch: typeof fetch }) => unknown;

/**
 * The function that a module of somebody's own exports under this name. Whoever names the file trusts it: it runs as a
 * part of longtake. @throws Error that says what is missing
 */
export async function loadModel(file: string, name: string): Promise<CreateVideoModel> {
  const loaded: Readonly<Record<string, unknown>> = await import(pathToFileURL(file).href);
  const create = loaded[name];
  if (!isFunction(create)) throw new TypeError(`${file} exports no function \`${name}\``);
  return async (tools) => {
    const made = await create(tools);
    const parsed = modelSchema.safeParse(made);
    if (!parsed.success)
      throw new TypeError(`\`${name}\` of ${file} makes no VideoModelV4: ${z.prettifyError(parsed.error)}`);
    const { provider } = parsed.data;
    // Methods are called on the object itself: they may be of a class.
    return {
      provider,
      doStart: (options) => Reflect.apply(parsed.data.doStart, made, [options]),
      doStatus: (options) => Reflect.apply(parsed.data.doStatus, made, [options]),
    };
  };
}

function isFunction(value: unknown): value is Loose {
  return typeof value === 'function';
}
