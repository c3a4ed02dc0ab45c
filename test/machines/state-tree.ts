import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** One arrow of a chart. `event` is null for one that is taken by itself. */
export type Arrow = {
  readonly from: AnyStateNode;
  readonly to: AnyStateNode | null;
  readonly event: string | null;
  readonly guard: string | null;
};

/** Every state of a machine, parents before children; the root is left out. */
export function listStates(machine: AnyStateMachine): readonly AnyStateNode[] {
  const below = (node: AnyStateNode): readonly AnyStateNode[] =>
    Object.values(node.states).flatMap((child) => [child, ...below(child)]);
  return below(machine.root);
}

/** States in which a machine can rest: those without children. */
export function listLeaves(machine: AnyStateMachine): readonly AnyStateNode[] {
  return listStates(machine).filter((node) => Object.keys(node.states).length === 0);
}

/** The arrows that leave a state itself; those of its parents are not among them. */
export function listArrows(node: AnyStateNode): readonly Arrow[] {
  const written = [...node.transitions.values()]
    .flat()
    .map((one) => ({ ...one, event: one.eventType as string | null }));
  const byThemselves = (node.always ?? []).map((one) => ({ ...one, event: null }));
  return [...written, ...byThemselves].map(({ target, event, guard }) => ({
    from: node,
    to: target?.[0] ?? null,
    event,
    guard: nameOf(guard),
  }));
}

/** Arrows of a state and of everything around it. */
export function listArrowsFrom(node: AnyStateNode): readonly Arrow[] {
  return [...listArrows(node), ...(node.parent === undefined ? [] : listArrowsFrom(node.parent))];
}

function nameOf(guard: unknown): string | null {
  if (guard === undefined) return null;
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && guard !== null && 'type' in guard) return String(guard.type);
  return '(unnamed)';
}
