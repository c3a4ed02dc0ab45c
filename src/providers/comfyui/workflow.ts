import { z } from 'zod';
import type { Json } from '../../base/json.ts';
import animatediffTravelMap from './workflows/animatediff-travel.map.json' with { type: 'json' };
import animatediffTravel from './workflows/animatediff-travel.json' with { type: 'json' };
import ltxImageMap from './workflows/ltx-image.map.json' with { type: 'json' };
import ltxImage from './workflows/ltx-image.json' with { type: 'json' };
import svdImageMap from './workflows/svd-image.map.json' with { type: 'json' };
import svdImage from './workflows/svd-image.json' with { type: 'json' };
import wanFirstLastMap from './workflows/wan-first-last.map.json' with { type: 'json' };
import wanFirstLast from './workflows/wan-first-last.json' with { type: 'json' };

/** A workflow as ComfyUI saves it for its API, and where the words, files and numbers of a shot go in it. */
export type Workflow = {
  readonly graph: Graph;
  readonly map: Mapping;
  /** How many frames it can make: one, and whole steps more. Absent: it is not asked for a length. */
  readonly timing?: { readonly fps: number; readonly step: number; readonly most: number } | undefined;
  /** Both sides are multiples of this, and the picture has at most so many pixels. */
  readonly pixels?: { readonly multiple: number; readonly most: number } | undefined;
};
export type Graph = Readonly<Record<string, GraphNode>>;
type GraphNode = { readonly class_type: string; readonly inputs: Readonly<Record<string, Json>> };
type Mapping = z.infer<typeof mappingSchema>;

/** Such as `6.inputs.text`: node, the word `inputs`, name. */
const addressSchema = z.string().regex(/^[^.]+\.inputs\.[^.]+$/u, 'such as 6.inputs.text');
const placesSchema = z
  .union([addressSchema, z.array(addressSchema).min(1)])
  .transform((places) => (typeof places === 'string' ? [places] : places));

const mappingSchema = z.strictObject({
  prompt: placesSchema.optional(),
  avoid: placesSchema.optional(),
  /** Prompts by frame, as FizzNodes' schedules read them. */
  travel: placesSchema.optional(),
  seed: placesSchema.optional(),
  first_frame: placesSchema.optional(),
  last_frame: placesSchema.optional(),
  /** One place for each picture. */
  references: placesSchema.optional(),
  video: placesSchema.optional(),
  audio: placesSchema.optional(),
  width: placesSchema.optional(),
  height: placesSchema.optional(),
  frames: placesSchema.optional(),
  fps: placesSchema.optional(),
  seconds: placesSchema.optional(),
  /** The `filename_prefix` of the node that saves: the file is found again by it. */
  prefix: placesSchema,
});

const graphSchema: z.ZodType<Graph> = z.record(
  z.string(),
  z.object({ class_type: z.string().min(1), inputs: z.record(z.string(), z.json()) }),
);

/** Everything of a model of one's own but its facts; `workflow` is a file beside the one that names it. */
export const comfyuiSettingsSchema = z.strictObject({
  workflow: z.string().min(1),
  map: mappingSchema,
  timing: z.strictObject({ fps: z.number().positive(), step: z.int().positive(), most: z.int().positive() }).optional(),
  pixels: z.strictObject({ multiple: z.int().positive(), most: z.int().positive() }).optional(),
});

/** @throws Error that names the place which the workflow does not have */
export function toWorkflow(settings: unknown, graphJson: unknown): Workflow {
  const { map, timing, pixels } = comfyuiSettingsSchema.parse(settings);
  const graph = graphSchema.parse(graphJson);
  for (const [name, places] of Object.entries(map)) {
    const wrong = places?.find((place) => !hasPlace(graph, place));
    if (wrong !== undefined) throw new Error(`\`${name}\` is mapped to ${wrong}, which the workflow does not have`);
  }
  return { graph, map, timing, pixels };
}

export function hasPlace(graph: Graph, place: string): boolean {
  const [node = '', inputs, input = ''] = place.split('.');
  return inputs === 'inputs' && Object.hasOwn(graph[node]?.inputs ?? {}, input);
}

const SHIPPED = {
  'wan2.2-first-last': [wanFirstLast, wanFirstLastMap],
  'ltx-image': [ltxImage, ltxImageMap],
  'svd-image': [svdImage, svdImageMap],
  'animatediff-travel': [animatediffTravel, animatediffTravelMap],
} as const;

/** The workflows that come with longtake, by the name after `comfyui:`. */
export function shippedWorkflows(): ReadonlyMap<string, Workflow> {
  return new Map(
    Object.entries(SHIPPED).map(([name, [graph, settings]]) => [
      name,
      toWorkflow({ workflow: name, ...settings }, graph),
    ]),
  );
}
