import type { CameraMove } from '../../../model/camera.ts';
import { wander } from '../random.ts';
import { type Framed, poseAt } from './framing.ts';
import { type Pose, clamp, smooth } from './view.ts';

/** Where the camera is at a moment, and how sharp near and far are. */
export type Shooting = {
  readonly pose: Pose;
  /** Softness of what lies behind and of what stands at the subject, 0..1. */
  readonly backSoftness: number;
  readonly frontSoftness: number;
  /** Sideways smear of a whip, in widths of the frame. */
  readonly smear: number;
};
export type Take = {
  readonly framed: Framed;
  readonly move: CameraMove;
  readonly aspect: number;
  readonly lengthS: number;
  readonly seed: number;
  /** How far the followed figure has gone sideways, in metres. */
  readonly followX: (timeS: number) => number;
};

export function isSameShooting(one: Shooting, other: Shooting): boolean {
  const [a, b] = [one.pose, other.pose];
  return (
    one.backSoftness === other.backSoftness &&
    one.frontSoftness === other.frontSoftness &&
    one.smear === other.smear &&
    (['x', 'y', 'z', 'yaw', 'pitch', 'roll', 'focal'] as const).every((key) => a[key] === b[key])
  );
}

const SPEED = { slow: 0.55, medium: 1, fast: 1.6 } as const;

/** The camera at a moment of the take. At the very start it stands where the frame says, or where the move begins. */
export function shootAt(take: Take, timeS: number): Shooting {
  const { framed, move, aspect, lengthS } = take;
  const { pose, target, distance, span } = framed;
  const part = lengthS <= 0 ? 0 : clamp(timeS / lengthS, 0, 1);
  const amount = SPEED[move.speed] * clamp(lengthS / 4, 0.55, 1.25);
  const eased = 0.3 * part + 0.7 * smooth(part);
  const middle = eased - 0.5;
  const tall = 2 * Math.atan(0.5 / pose.focal);
  const wide = 2 * Math.atan((0.5 * aspect) / pose.focal);
  const still = (changed: Partial<Pose>): Shooting => ({
    pose: { ...pose, ...changed },
    backSoftness: framed.softness,
    frontSoftness: 0,
    smear: 0,
  });
  const around = (yaw: number, pitch: number, far: number, focal = pose.focal): Shooting =>
    still(poseAt(target, distance * far, yaw, pitch, pose.roll, focal));

  switch (move.move) {
    case 'static':
      return still({});
    case 'pan_left':
    case 'pan_right': {
      const side = move.move === 'pan_left' ? -1 : 1;
      return still({ yaw: pose.yaw + side * middle * Math.min(1.3, wide * 0.62 * amount) });
    }
    case 'tilt_up':
    case 'tilt_down': {
      const side = move.move === 'tilt_up' ? 1 : -1;
      return still({ pitch: clamp(pose.pitch + side * middle * Math.min(0.9, tall * 0.8 * amount), -1.45, 1.2) });
    }
    case 'truck_left':
    case 'truck_right': {
      const side = move.move === 'truck_left' ? -1 : 1;
      const way = side * middle * Math.min(6, span * aspect * 0.6 * amount);
      return still({ x: pose.x + way * Math.cos(pose.yaw), z: pose.z - way * Math.sin(pose.yaw) });
    }
    case 'pedestal_up':
    case 'pedestal_down': {
      const side = move.move === 'pedestal_up' ? 1 : -1;
      return still({ y: Math.max(0.12, pose.y + side * middle * Math.min(3, span * 0.6 * amount)) });
    }
    case 'crane_up':
    case 'crane_down': {
      const rise = move.move === 'crane_up' ? eased : 1 - eased;
      const most = Math.min(0.62, 0.5 * amount);
      const pitch = clamp(pose.pitch - rise * most, -1.4, 0.9);
      return around(pose.yaw, pitch, 1 + 0.28 * rise * amount);
    }
    case 'dolly_in':
      return around(pose.yaw, pose.pitch, 1 - Math.min(0.6, 0.36 * amount) * eased);
    case 'dolly_out':
      return around(pose.yaw, pose.pitch, 1 + Math.min(1.2, 0.6 * amount) * eased);
    case 'zoom_in':
      return still({ focal: pose.focal * (1 + Math.min(1.6, 0.75 * amount) * eased) });
    case 'zoom_out':
      return still({ focal: pose.focal / (1 + Math.min(1.4, 0.65 * amount) * eased) });
    case 'orbit_left':
    case 'orbit_right': {
      const side = move.move === 'orbit_left' ? 1 : -1;
      return around(pose.yaw + side * middle * Math.min(1.3, 0.85 * amount), pose.pitch, 1);
    }
    case 'roll_left':
    case 'roll_right': {
      const side = move.move === 'roll_left' ? 1 : -1;
      return still({ roll: pose.roll + side * eased * Math.min(0.6, 0.32 * amount) });
    }
    case 'follow':
      return still({
        x: pose.x + take.followX(timeS),
        y: pose.y + 0.012 * Math.sin(timeS * 6.2) * span * 0.4,
        roll: pose.roll + 0.004 * Math.sin(timeS * 3.1),
      });
    case 'handheld': {
      const shake = (index: number): number =>
        wander(take.seed + index, timeS * 1.1 * SPEED[move.speed]) * 0.7 +
        wander(take.seed + index + 50, timeS * 3.7 * SPEED[move.speed]) * 0.3;
      const at0 = (index: number): number =>
        wander(take.seed + index, 0) * 0.7 + wander(take.seed + index + 50, 0) * 0.3;
      const sway = (index: number): number => (shake(index) - at0(index)) * (0.5 + 0.5 * SPEED[move.speed]);
      return still({
        x: pose.x + sway(1) * span * 0.045,
        y: Math.max(0.1, pose.y + sway(2) * span * 0.035),
        yaw: pose.yaw + sway(3) * wide * 0.035,
        pitch: pose.pitch + sway(4) * tall * 0.04,
        roll: pose.roll + sway(5) * 0.022,
      });
    }
    case 'whip_pan': {
      const way = 1 - smooth(part, 0.34, 0.34 + 0.22 / SPEED[move.speed]);
      const speed = Math.abs(
        smooth(part + 0.01, 0.34, 0.34 + 0.22 / SPEED[move.speed]) -
          smooth(part - 0.01, 0.34, 0.34 + 0.22 / SPEED[move.speed]),
      );
      return { ...still({ yaw: pose.yaw - way * Math.min(1.4, wide * 0.95) }), smear: Math.min(0.16, speed * 1.4) };
    }
    case 'dolly_zoom': {
      const far = 1 - Math.min(0.55, 0.5 * amount) * eased;
      return around(pose.yaw, pose.pitch, far, pose.focal * far);
    }
    case 'rack_focus': {
      const sharp = smooth(part, 0.3, 0.3 + 0.3 / SPEED[move.speed]);
      return { ...still({}), backSoftness: 0.62 * sharp, frontSoftness: 0.5 * (1 - sharp) };
    }
  }
}
