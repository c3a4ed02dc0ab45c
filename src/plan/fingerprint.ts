import { sha256 } from '../base/hash.ts';
import { toCanonicalJson, type Json, type JsonObject } from '../base/json.ts';
import type { Task } from '../model/plan.ts';

export type Fingerprinted = Pick<Task, 'parts' | 'fingerprint'>;

/** The part that decides only what the animatic draws, and is not hashed. */
export const DRAWN = 'drawn';

/**
 * The hash of what decides a task, and what it is the hash of. Names count in sorted order and what is null does not
 * count, so that a key that the format gains later changes no fingerprint until it is used. Objects among the values
 * must be `sorted`.
 */
export function fingerprinted(parts: JsonObject): Fingerprinted {
  // A flat list instead of a second object: a plan of 10,000 shots hashes 25,000 of these.
  const names = Object.keys(parts).filter((name) => name !== DRAWN && (parts[name] ?? null) !== null);
  const counted: Json[] = [];
  for (const name of names.sort()) counted.push(name, parts[name] ?? null);
  return { parts, fingerprint: sha256(JSON.stringify(counted)) };
}

/** The same data with the keys of all its objects in order. */
export function sorted(value: JsonObject): JsonObject {
  const inOrder: JsonObject = JSON.parse(toCanonicalJson(value));
  return inOrder;
}

/** What a task's fingerprint is made of, by name. Stored beside a take, so that a later plan can say what changed. */
export function fingerprintParts(task: Task): JsonObject {
  return task.parts;
}

/** What differs between two fingerprints, in words: `action changed`, `wardrobe of mara added`, `frames: 120 → 144`. */
export function describeChange(before: JsonObject, after: JsonObject): readonly string[] {
  return differences(before, after, '');
}

function differences(before: JsonObject, after: JsonObject, ofWhom: string): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => {
    const was = before[name] ?? null;
    const is = after[name] ?? null;
    if (toCanonicalJson(was) === toCanonicalJson(is)) return [];
    if (name === DRAWN) return isObject(was) && isObject(is) ? differences(was, is, '') : [];
    if (name === 'cast') return castDifferences(was, is);
    if (name === 'place') return placeDifferences(was, is);
    const what = `${name}${ofWhom}`;
    if (was === null) return [`${what} added`];
    if (is === null) return [`${what} removed`];
    return [isShort(was) && isShort(is) ? `${what}: ${was} → ${is}` : `${what} changed`];
  });
}

/** Of those who are in both: who came and who went is told by `with`. */
function castDifferences(before: Json, after: Json): readonly string[] {
  if (!isObject(before) || !isObject(after)) return [];
  return Object.keys(after).flatMap((id) => {
    const was = before[id] ?? null;
    const is = after[id] ?? null;
    return isObject(was) && isObject(is) ? differences(was, is, ` of ${id}`) : [];
  });
}

function placeDifferences(before: Json, after: Json): readonly string[] {
  const idOf = (place: Json): string => {
    const id = isObject(place) ? place['id'] : null;
    return typeof id === 'string' ? id : 'none';
  };
  if (!isObject(before) || !isObject(after) || idOf(before) !== idOf(after)) {
    return [`place: ${idOf(before)} → ${idOf(after)}`];
  }
  return differences(before, after, ` of ${idOf(after)}`);
}

const SHORT_CHARACTERS = 16;

function isShort(value: Json): value is string | number | boolean {
  return typeof value !== 'object' && String(value).length <= SHORT_CHARACTERS;
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
