import type { Json } from '../base/json.ts';
import type { LockedTake } from '../model/lock.ts';
import type { TakeOverride } from '../model/plan.ts';
import type { LockValue } from './lock-text.ts';
import { readModelText } from './model-text.ts';

/** An entry of `selects`, such as `{take: 3, for: 6b86b273ff34fce1}`. @throws InputError that points at it. */
export function readLockedTake({ json, wrong }: LockValue, shot: string): LockedTake {
  if (!isMap(json)) throw wrong(`what is locked for ${shot} is not a map such as {take: 2, for: 6b86b273ff34fce1}`);
  const unknown = Object.keys(json).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw wrong(`${shot} has \`${unknown}\`, which is none of ${KEYS.join(', ')}`);
  const text = (key: string): string | null => {
    const value = json[key];
    if (value === undefined) return null;
    if (typeof value !== 'string') throw wrong(`\`${key}\` of ${shot} is not a single value`);
    return value;
  };
  const count = (key: string, least: number, most: number): number | null => {
    const written = text(key);
    if (written === null) return null;
    const value = /^\d{1,10}$/.test(written) ? Number(written) : -1;
    if (value < least || value > most) throw wrong(`\`${key}\` of ${shot} is not a whole number from ${least} on`);
    return value;
  };
  const hash = (key: string): string | null => {
    const written = text(key);
    if (written === null || /^[0-9a-f]{16}$/.test(written)) return written;
    throw wrong(`\`${key}\` of ${shot} is not 16 hexadecimal digits in small letters`);
  };
  const take = count('take', 1, 999_999);
  const told = hash('for');
  if (take === null) throw wrong(`${shot} does not say which \`take\``);
  if (told === null) throw wrong(`${shot} does not say what it is \`for\``);
  const modelText = text('model');
  const model = modelText === null ? null : readModelText(modelText);
  if (model !== null && 'wrong' in model) throw wrong(`\`model\` of ${shot}: ${model.wrong}`);
  const override: TakeOverride = {
    prompt: text('prompt'),
    model: model === null ? null : model.model,
    seed: count('seed', 0, 2_147_483_647),
  };
  return {
    take,
    for: told,
    file: hash('file'),
    instead: hash('instead'),
    takes: count('takes', 1, 99) ?? 1,
    override: Object.values(override).every((part) => part === null) ? null : override,
  };
}

/** The entry as one line of YAML that {@link readLockedTake} reads back. */
export function lockedTakeText(locked: LockedTake): string {
  const { override } = locked;
  const parts = [
    `take: ${locked.take}`,
    `for: ${locked.for}`,
    ...(locked.file === null ? [] : [`file: ${locked.file}`]),
    ...(locked.instead === null ? [] : [`instead: ${locked.instead}`]),
    ...(locked.takes === 1 ? [] : [`takes: ${locked.takes}`]),
    ...(override?.prompt == null ? [] : [`prompt: ${JSON.stringify(override.prompt)}`]),
    ...(override?.model == null ? [] : [`model: ${JSON.stringify(override.model.text)}`]),
    ...(override?.seed == null ? [] : [`seed: ${override.seed}`]),
  ];
  return `{${parts.join(', ')}}`;
}

const KEYS = ['take', 'for', 'file', 'instead', 'takes', 'prompt', 'model', 'seed'];

function isMap(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
