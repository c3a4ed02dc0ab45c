import { describe, expect, test } from 'vitest';
import { MACHINE_VERSION, reduce, type MachineEvent, type MachineKind } from '../../src/engine/reduce.ts';
import { CHARTS } from './charts.ts';
import { readGolden } from './golden.ts';
import { listLeaves } from './state-tree.ts';

describe.each(CHARTS)('a stored $name', (chart) => {
  const golden = readGolden(chart);

  test('has one golden snapshot per state (npm run golden)', () => {
    const kept = golden.filter(({ machineVersion }) => machineVersion === MACHINE_VERSION).map(({ word }) => word);
    expect(kept.toSorted()).toEqual(
      listLeaves(chart.machine)
        .map((leaf) => leaf.key)
        .toSorted(),
    );
  });

  test.each(golden)('that was $word in version $machineVersion goes on', ({ machineVersion, value, context, word }) => {
    const stored = { value: JSON.stringify(value), context: JSON.stringify(context), machineVersion };
    const next = chart.events.map((event) => reduce(chart.name as MachineKind, stored, event as MachineEvent));
    const isFinal = listLeaves(chart.machine).some((leaf) => leaf.key === word && leaf.type === 'final');
    expect(next.some((reduced) => reduced !== null)).toBe(!isFinal);
    // Nothing that this version reads of a context is missing in the old one once it was read.
    const keys = keysOf(golden.find((one) => one.machineVersion === MACHINE_VERSION && one.word === word)?.context);
    for (const reduced of next) if (reduced !== null) expect(keysOf(JSON.parse(reduced.context))).toEqual(keys);
  });
});

function keysOf(context: unknown): readonly string[] {
  return Object.keys(context as object).toSorted();
}
