import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { CHARTS, type Chart } from './charts.ts';
import { listArrows, listStates } from './state-tree.ts';

export const DIAGRAMS_FILE = join(import.meta.dirname, '../../machines/README.md');

/** The text of `machines/README.md`. */
export function drawDiagrams(): string {
  return [
    '# The statecharts',
    '',
    'Everything that takes time or money is a row with a state, and these charts say what may follow what. They decide and',
    'never act: what a chart wants done is an `effect` that the engine carries out, and the outcome comes back as an event.',
    '',
    '<!-- Drawn from the charts by `npm run diagrams`; do not edit. -->',
    ...CHARTS.flatMap(drawChart),
    '',
  ].join('\n');
}

function drawChart({ name, sentence, machine }: Chart): readonly string[] {
  return [
    '',
    `## ${name}`,
    '',
    sentence,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...drawInside(machine.root, '  '),
    '```',
    ...describeBoxes(machine),
  ];
}

/** A state's children and the arrows between them; those with children of their own are boxes. */
function drawInside(node: AnyStateNode, indent: string): readonly string[] {
  const children = Object.values(node.states);
  const first = node.initial.target[0];
  return [
    ...(first === undefined ? [] : [`${indent}[*] --> ${first.key}`]),
    ...children
      .filter(isBox)
      .flatMap((box) => [`${indent}state ${box.key} {`, ...drawInside(box, `${indent}  `), `${indent}}`]),
    ...children.filter((child) => !isBox(child)).map((child) => `${indent}${child.key}`),
    ...children.flatMap((child) => drawArrows(child, (to) => to.parent === node, indent)),
    // An arrow out of a box is drawn where both of its ends can be seen.
    ...children
      .filter(isBox)
      .flatMap((box) =>
        Object.values(box.states).flatMap((from) => drawArrows(from, (to) => to.parent === node, indent)),
      ),
  ];
}

/** What every state inside a box listens to: an arrow from a box to its own inside is more than Mermaid can draw. */
function describeBoxes(machine: AnyStateMachine): readonly string[] {
  return listStates(machine)
    .filter(isBox)
    .flatMap((box) =>
      listArrows(box).map(
        ({ event, to }) => `\nIn every state of \`${box.key}\`, \`${event}\` leads to \`${to?.key}\`.`,
      ),
    );
}

function isBox(node: AnyStateNode): boolean {
  return Object.keys(node.states).length > 0;
}

/** One line per pair of states, with every event that leads from the one to the other. */
function drawArrows(node: AnyStateNode, isDrawn: (to: AnyStateNode) => boolean, indent: string): readonly string[] {
  if (node.type === 'final') return isDrawn(node) ? [`${indent}${node.key} --> [*]`] : [];
  const labels = new Map<string, string[]>();
  for (const { to, event, guard } of listArrows(node)) {
    const target = to ?? node;
    if (!isDrawn(target)) continue;
    const label = `${event ?? 'at once'}${guard === null ? '' : ` [${guard}]`}`;
    labels.set(target.key, [...(labels.get(target.key) ?? []), label]);
  }
  return [...labels].map(([target, events]) => `${indent}${node.key} --> ${target}: ${events.join(', ')}`);
}

if (import.meta.main) writeFileSync(DIAGRAMS_FILE, drawDiagrams());
