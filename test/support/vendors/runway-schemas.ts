import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What the body of a request for one model may hold: the vendor's own types, read from its client. */
export type BodySchema = ReadonlyMap<
  string,
  { readonly isRequired: boolean; readonly choices: readonly string[] | null }
>;

type Node = { readonly type: string; readonly [key: string]: unknown };

const FILES: Readonly<Record<string, string>> = {
  text_to_video: 'text-to-video',
  image_to_video: 'image-to-video',
  video_to_video: 'video-to-video',
  character_performance: 'character-performance',
  video_upscale: 'video-upscale',
  text_to_image: 'text-to-image',
};

/** By address and model; null where the client has no types for them. */
export function readBodySchemas(): (endpoint: string, model: string) => BodySchema | null {
  const folder = dirname(createRequire(import.meta.url).resolve('@runwayml/sdk'));
  const known = new Map<string, BodySchema>();
  for (const [endpoint, name] of Object.entries(FILES)) {
    const file = join(folder, 'resources', `${name}.d.ts`);
    for (const members of interfacesIn(parseSync(file, readFileSync(file, 'utf8')).program as unknown as Node)) {
      const schema = new Map(
        members.map((member) => [
          String((member['key'] as { readonly name?: string } | undefined)?.name ?? ''),
          { isRequired: member['optional'] !== true, choices: choicesOf(member) },
        ]),
      );
      const model = schema.get('model')?.choices?.[0];
      if (model !== undefined) known.set(`${endpoint} ${model}`, schema);
    }
  }
  return (endpoint, model) => known.get(`${endpoint} ${model}`) ?? null;
}

/** The members of every interface, however deep its namespace lies. */
function interfacesIn(node: unknown): readonly (readonly Node[])[] {
  if (Array.isArray(node)) return node.flatMap(interfacesIn);
  if (typeof node !== 'object' || node === null) return [];
  const { type, body } = node as Node;
  const deeper = Object.values(node).flatMap((value) => (typeof value === 'object' ? interfacesIn(value) : []));
  return type === 'TSInterfaceDeclaration' ? [(body as Node)['body'] as readonly Node[], ...deeper] : deeper;
}

function choicesOf(member: Node): readonly string[] | null {
  const annotation = member['typeAnnotation'] as { readonly typeAnnotation?: Node } | null | undefined;
  const type = annotation?.typeAnnotation;
  const members = type?.type === 'TSUnionType' ? (type['types'] as readonly Node[]) : type === undefined ? [] : [type];
  const words = members.map((one) => (one['literal'] as { readonly value?: unknown } | undefined)?.value);
  return words.length > 0 && words.every((word) => word !== undefined) ? words.map(String) : null;
}
