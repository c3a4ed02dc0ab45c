import { readFileSync } from 'node:fs';
import type { AnyStateNode } from 'xstate';
import { describe, expect, test } from 'vitest';
import { CHARTS } from './charts.ts';
import { DIAGRAMS_FILE, drawDiagrams } from './diagrams.ts';
import { explore, wordOf } from './explore.ts';
import { listArrowsFrom, listLeaves, listStates } from './state-tree.ts';

describe.each(CHARTS)('the chart of $name', (chart) => {
  const { machine } = chart;
  const leaves = listLeaves(machine);
  const explored = explore(chart);
  const words = new Set([...explored.vertices.values()].map(wordOf));

  test('comes to every one of its states', () => {
    expect(leaves.map((leaf) => leaf.key).filter((word) => !words.has(word))).toEqual([]);
  });

  test('takes every one of its arrows', () => {
    const taken = new Set(
      explored.edges
        .filter(({ moved }) => moved)
        .map(({ from, event }) => `${wordOf(explored.vertices.get(from)!)} ${event.type}`),
    );
    const arrows = leaves.flatMap((leaf) =>
      listArrowsFrom(leaf).flatMap(({ event }) => (event === null ? [] : [`${leaf.key} ${event}`])),
    );
    expect(arrows.filter((arrow) => !taken.has(arrow))).toEqual([]);
  });

  test('can come to an end from wherever it is', () => {
    const before = new Map<string, string[]>();
    for (const { from, to } of explored.edges) before.set(to, [...(before.get(to) ?? []), from]);
    const ends = [...explored.vertices].flatMap(([key, snapshot]) => (snapshot.status === 'done' ? [key] : []));
    const hopeful = new Set(ends);
    for (const key of hopeful) for (const earlier of before.get(key) ?? []) hopeful.add(earlier);
    const stuck = [...explored.vertices].filter(([key]) => !hopeful.has(key));
    expect(stuck.map(([key]) => key)).toEqual([]);
    expect(ends.length).toBeGreaterThan(0);
  });

  test('has a way out of every state that is not its end', () => {
    const dead = leaves.filter((leaf) => leaf.type !== 'final' && listArrowsFrom(leaf).length === 0);
    expect(dead.map((leaf) => leaf.key)).toEqual([]);
  });

  test('rests in plain data, in states with one name each', () => {
    for (const { value, context, output } of explored.vertices.values()) {
      expect(JSON.parse(JSON.stringify({ value, context, output: output ?? null }))).toEqual({
        value,
        context,
        output: output ?? null,
      });
    }
    const names = leaves.map((leaf) => leaf.key);
    expect(new Set(names).size).toBe(names.length);
  });

  test('decides and never acts: nothing invoked, no timers, no history, no action or guard without a name', () => {
    const wrong = [machine.root, ...listStates(machine)].flatMap(findActing);
    expect(wrong).toEqual([]);
  });
});

test('machines/README.md shows the charts as they are (npm run diagrams)', () => {
  expect(readFileSync(DIAGRAMS_FILE, 'utf8')).toBe(drawDiagrams());
});

function findActing(node: AnyStateNode): readonly string[] {
  const wrong: string[] = [];
  const say = (what: string): number => wrong.push(`${node.id}: ${what}`);
  if (node.invoke.length > 0) say('invoke');
  if (node.after.length > 0) say('after');
  if (node.type === 'history' || node.type === 'parallel') say(node.type);
  const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
  const actions = [...node.entry, ...node.exit, ...transitions.flatMap((one) => one.actions)];
  // `type: 'effect'` with its parameters is as much a name as a plain string is.
  for (const action of actions) if (!isNamed(action)) say('an action without a name');
  for (const { guard } of transitions) if (guard !== undefined && !isNamed(guard)) say('a guard without a name');
  return wrong;
}

function isNamed(thing: unknown): boolean {
  if (typeof thing === 'string') return true;
  return typeof thing === 'object' && thing !== null && 'type' in thing && typeof thing.type === 'string';
}
