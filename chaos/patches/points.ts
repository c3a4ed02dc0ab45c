import type { Patch } from './patch.ts';

type Place = { readonly file: string; readonly find: string; readonly isAfter?: true };

const EFFECTS = 'src/engine/take-effects.ts';
const SUBMIT = 'src/engine/submit-take.ts';

/** The places where a process may die that matter to money, by name; each is a spot in the source. */
export const POINTS = {
  'intent written': { file: SUBMIT, find: 'const uploaded = await uploadFiles(' },
  'files uploaded': { file: SUBMIT, find: "if (uploaded.status === 'failed') return" },
  'sending begun': { file: SUBMIT, find: 'const answer = await provider\n    .submit(' },
  answered: { file: SUBMIT, find: "switch (answer.status) {\n    case 'accepted':" },
  reconciled: { file: EFFECTS, find: "switch (answer.status) {\n    case 'found':" },
  'operation written': { file: EFFECTS, find: 'const answer = await provider.poll(' },
  polled: { file: EFFECTS, find: "switch (answer.status) {\n    case 'pending': {\n      const longestMs" },
  'download begun': { file: EFFECTS, find: "const file = temporaryPath(crew, '.download');", isAfter: true },
  downloading: { file: 'src/providers/save-remote.ts', find: 'await handle.writeFile(chunk);', isAfter: true },
  'file renamed': { file: 'src/store/blobs.ts', find: 'await rename(file, pathOf(sha));', isAfter: true },
  'file adopted': { file: EFFECTS, find: "return outcome({ type: 'take.downloaded' }" },
  gated: { file: EFFECTS, find: 'const settle = async (db' },
  'film assembled': { file: 'src/engine/carry-out.ts', find: 'const modified = await modifiedMs(' },
} as const satisfies Readonly<Record<string, Place>>;

export type PointName = keyof typeof POINTS;
export const POINT_NAMES = Object.keys(POINTS) as readonly PointName[];

export function pointPatch(name: PointName): Patch {
  const { file, find, ...rest } = POINTS[name];
  const call = `globalThis.chaosPoint('${name}');`;
  return { file, find, put: 'isAfter' in rest ? blockOf(find, call) : `${call} ${find}` };
}

/** A statement that stands alone behind a loop's head stays one. */
function blockOf(statement: string, call: string): string {
  return statement.startsWith('const ') ? `${statement} ${call}` : `{ ${statement} ${call} }`;
}
