import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';

/** What a thing needs to draw itself in one frame. */
export type Stage = { readonly pen: Pen; readonly light: Light; readonly timeS: number };

/** Tells the time on a set, and so who wants to know it. */
export type SetClock = () => number;

/** A stage whose time is asked of `clock` when something reads it. */
export function toStage(pen: Pen, light: Light, clock: SetClock): Stage {
  return {
    pen,
    light,
    get timeS() {
      return clock();
    },
  };
}

/** Something that stands in the world; things are drawn from far to near. */
export type Thing = { readonly at: Vec; readonly draw: (stage: Stage) => void };

/** A place, built once for a take. */
export type StageSet = {
  readonly isInterior: boolean;
  /** Sky, land, ground, walls: all that lies behind every thing. */
  readonly backdrop: (stage: Stage) => void;
  readonly things: readonly Thing[];
  /** How far a camera can step back before it leaves the set. */
  readonly depthMetres: number;
  readonly heightMetres: number;
  /** How high figures stand above the ground (a boat's floor, a stage): 0 nearly always. */
  readonly props: {
    readonly table: Vec | null;
    readonly bed: Vec | null;
    /** Where somebody can swim: at this height and depth. */
    readonly water: Vec | null;
  };
};
