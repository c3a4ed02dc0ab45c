import { sha256 } from '../base/hash.ts';
import { toCanonicalJson, type Json, type JsonObject } from '../base/json.ts';
import type { Task } from '../model/plan.ts';

/** The hash of a task's parts: equal parts, equal fingerprint, whatever their order. */
export function fingerprintOf(parts: JsonObject): string {
  return sha256(toCanonicalJson(parts));
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
