import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What an input of an endpoint may hold: the vendor's own types, read from its client. */
export type Schema = ReadonlyMap<string, { readonly isRequired: boolean; readonly choices: readonly string[] | null }>;

type Node = { readonly type: string; readonly [key: string]: unknown };

/** Schemas of all endpoints that the client has types for, by address. */
export function readSchemas(): (endpoint: string) => Schema | null {
  const client = createRequire(import.meta.url).resolve('@fal-ai/client');
  const file = join(dirname(client), 'types', 'endpoints.d.ts');
  const { program } = parseSync(file, readFileSync(file, 'utf8'));
  const types = new Map<string, Node>();
  for (const statement of program.body as unknown as readonly Node[]) {
    const declared = (statement['declaration'] ?? statement) as Node | null;
    const id = declared?.['id'] as { readonly name?: string } | undefined;
    if (declared !== null && id?.name !== undefined) types.set(id.name, declared);
  }
  const inputs = new Map<string, Node>();
  for (const member of membersOf(types, types.get('EndpointTypeMap'))) {
    const address = (member['key'] as { readonly value?: string }).value;
    const input = membersOf(types, typeOf(member)).find((one) => nameOf(one) === 'input');
    const type = input === undefined ? undefined : typeOf(input);
    if (address !== undefined && type !== undefined) inputs.set(address, type);
  }
  return (endpoint) => {
    const type = inputs.get(endpoint);
    if (type === undefined) return null;
    return new Map(
      membersOf(types, type).map((member) => [
        nameOf(member),
        { isRequired: member['optional'] !== true, choices: choicesOf(typeOf(member)) },
      ]),
    );
  };
}

function membersOf(types: ReadonlyMap<string, Node>, node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  switch (node.type) {
    case 'TSTypeLiteral':
      return node['members'] as readonly Node[];
    case 'TSInterfaceDeclaration': {
      const own = (node['body'] as Node)['body'] as readonly Node[];
      const bases = (node['extends'] as readonly Node[] | undefined) ?? [];
      return [...bases.flatMap((base) => membersOf(types, types.get(wordOf(base['expression'])))), ...own];
    }
    case 'TSTypeAliasDeclaration':
      return membersOf(types, node['typeAnnotation'] as Node);
    case 'TSTypeReference':
      return membersOf(types, types.get(wordOf(node['typeName'])));
    case 'TSIntersectionType':
      return (node['types'] as readonly Node[]).flatMap((one) => membersOf(types, one));
    default:
      return [];
  }
}

function typeOf(member: Node): Node | undefined {
  return (member['typeAnnotation'] as { readonly typeAnnotation?: Node } | null | undefined)?.typeAnnotation;
}

function nameOf(member: Node): string {
  const key = member['key'] as { readonly name?: string; readonly value?: string } | undefined;
  return key?.name ?? String(key?.value ?? '');
}

function wordOf(node: unknown): string {
  return (node as { readonly name?: string } | undefined)?.name ?? '';
}

/** Null for what is no list of words. */
function choicesOf(type: Node | undefined): readonly string[] | null {
  const members = type?.type === 'TSUnionType' ? (type['types'] as readonly Node[]) : type === undefined ? [] : [type];
  const words = members.map((one) => {
    const literal = one['literal'] as { readonly value?: unknown } | undefined;
    return one.type === 'TSLiteralType' && typeof literal?.value === 'string' ? literal.value : null;
  });
  return words.length > 0 && words.every((word) => word !== null) ? words : null;
}
