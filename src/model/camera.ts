/** The words of `frame` and `camera`. One vocabulary, compiled per model. */
export const SHOT_SIZES = [
  'extreme-wide',
  'wide',
  'medium-wide',
  'medium',
  'medium-close-up',
  'close-up',
  'extreme-close-up',
  'insert',
  'two-shot',
  'over-the-shoulder',
  'pov',
  'establishing',
] as const;
export const ANGLES = ['eye', 'low', 'high', 'overhead', 'ground', 'dutch'] as const;
export const MOVES = [
  'static',
  'pan_left',
  'pan_right',
  'tilt_up',
  'tilt_down',
  'truck_left',
  'truck_right',
  'pedestal_up',
  'pedestal_down',
  'crane_up',
  'crane_down',
  'dolly_in',
  'dolly_out',
  'zoom_in',
  'zoom_out',
  'orbit_left',
  'orbit_right',
  'roll_left',
  'roll_right',
  'follow',
  'handheld',
  'whip_pan',
  'dolly_zoom',
  'rack_focus',
] as const;
export const SPEEDS = ['slow', 'medium', 'fast'] as const;

export type ShotSize = (typeof SHOT_SIZES)[number];
export type Angle = (typeof ANGLES)[number];
export type Move = (typeof MOVES)[number];
export type Speed = (typeof SPEEDS)[number];

/** A `frame:` line: any of size, angle, lens. Absent parts are null. */
export type Framing = { readonly size: ShotSize | null; readonly angle: Angle | null; readonly lensMm: number | null };
export type CameraMove = { readonly move: Move; readonly speed: Speed };
