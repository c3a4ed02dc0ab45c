import { sha256 } from '../base/hash.ts';
import { toCanonicalJson, type Json, type JsonObject } from '../base/json.ts';
import type { Task } from '../model/plan.ts';

export type Fingerprinted = Pick<Task, 'parts' | 'fingerprint'>;

/**
 * The hash of what decides a task, and what it is the hash of: sorted by name, without what is absent, so that a key
 * that the format gains later changes no fingerprint until it is used.
 */
export function fingerprinted(parts: Readonly<Record<string, Json>>): Fingerprinted {
  const kept: Record<string, Json> = {};
  for (const name of Object.keys(parts).toSorted()) {
    const value = parts[name] ?? null;
    if (value !== null) kept[name] = inOrder(value);
  }
  // Sorted as it is, this is the canonical text; sorting 40,000 of them once more would take a third of a plan's time.
  return { parts: kept, fingerprint: sha256(JSON.stringify(kept)) };
}

/** What a task's fingerprint is made of, by name. Stored beside a take, so that a later plan can say what changed. */
export function fingerprintParts(task: Task): JsonObject {
  return task.parts;
}

/** What differs between two fingerprints, in words: `action changed`, `wardrobe of mara added`, `frames: 120 → 144`. */
export function describeChange(before: JsonObject, after: JsonObject): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => {
    const was = before[name] ?? null;
    const is = after[name] ?? null;
    if (toCanonicalJson(was) === toCanonicalJson(is)) return [];
    if (was === null) return [`${name} added`];
    if (is === null) return [`${name} removed`];
    return [isShort(was) && isShort(is) ? `${name}: ${was} → ${is}` : `${name} changed`];
  });
}

const SHORT_CHARACTERS = 16;

function isShort(value: Json): value is string | number | boolean {
  return typeof value !== 'object' && String(value).length <= SHORT_CHARACTERS;
}

function inOrder(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  return isList(value) ? value.map(inOrder) : Object.fromEntries(sortedEntries(value));
}

function sortedEntries(value: JsonObject): readonly (readonly [string, Json])[] {
  return Object.keys(value)
    .toSorted()
    .map((name) => [name, inOrder(value[name] ?? null)]);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
