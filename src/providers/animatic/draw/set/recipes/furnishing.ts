import type { Random } from '../../../random.ts';
import type { Vec } from '../../view.ts';
import type { RoomLook } from '../room.ts';
import type { Thing } from '../stage.ts';

export type WindowSpec = {
  readonly x: number;
  readonly low: number;
  readonly width: number;
  readonly height: number;
  readonly panes?: number;
};
/** What a room looks like and what stands in it. */
export type Furnishing = {
  readonly look: Partial<RoomLook>;
  readonly windows: readonly WindowSpec[];
  readonly things: (room: RoomLook, random: Random, seed: string) => readonly Thing[];
  readonly table?: Vec;
  readonly bed?: Vec;
  readonly water?: Vec;
};

export const ONE_WINDOW: readonly WindowSpec[] = [{ x: 1.3, low: 1, width: 1.5, height: 1.25 }];
export const LOW_TABLE: Vec = { x: 1.2, y: 0.8, z: 0.9 };
