import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINE_VERSION } from '../../src/engine/reduce.ts';
import { CHARTS, type Chart } from './charts.ts';
import { explore, wordOf } from './explore.ts';

/** A state as some version of a chart stored it. Once released, it is never changed: workspaces hold the like. */
export type Golden = {
  readonly machineVersion: number;
  readonly word: string;
  readonly value: unknown;
  readonly context: unknown;
};

export function readGolden(chart: Pick<Chart, 'name'>): readonly Golden[] {
  const file = fileOf(chart);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Golden[]) : [];
}

/** Adds the states that this version has and no snapshot tells of. */
function addMissing(chart: Chart): void {
  const known = readGolden(chart);
  const seen = new Set(known.map(({ machineVersion, word }) => `${machineVersion} ${word}`));
  const added: Golden[] = [];
  for (const snapshot of explore(chart).vertices.values()) {
    const word = wordOf(snapshot);
    if (seen.has(`${MACHINE_VERSION} ${word}`)) continue;
    seen.add(`${MACHINE_VERSION} ${word}`);
    added.push({ machineVersion: MACHINE_VERSION, word, value: snapshot.value, context: snapshot.context });
  }
  if (added.length > 0) writeFileSync(fileOf(chart), `${JSON.stringify([...known, ...added], null, 2)}\n`);
}

function fileOf({ name }: Pick<Chart, 'name'>): string {
  return join(import.meta.dirname, 'golden', `${name}.json`);
}

if (import.meta.main) for (const chart of CHARTS) addMissing(chart);
