/** A point of the world in metres: x to the right, y up from the ground, z away from the audience. */
export type Vec = { readonly x: number; readonly y: number; readonly z: number };

/** Where the camera stands and looks. Angles in radians; yaw looks right, pitch up, roll leans the picture clockwise. */
export type Pose = Vec & {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Focal length in heights of the frame. */
  readonly focal: number;
};
/** A projected point: pixels, and how many pixels a metre is there. */
export type Spot = { readonly x: number; readonly y: number; readonly scale: number; readonly depth: number };

export type View = {
  readonly width: number;
  readonly height: number;
  readonly pose: Pose;
  readonly focalPixels: number;
  /** Null for points behind the camera. */
  readonly project: (point: Vec) => Spot | null;
  /** The point in the camera's own axes: x right, y up, z ahead. */
  readonly toCamera: (point: Vec) => Vec;
  readonly fromCamera: (point: Vec) => Spot;
};

export const NEAR_METRES = 0.06;
/** Height of the imagined sensor: a 36 mm wide frame of 16:9. */
const SENSOR_MM = 20.25;

export function lensToFocal(lensMm: number): number {
  return lensMm / SENSOR_MM;
}

export function createView(pose: Pose, width: number, height: number): View {
  const focalPixels = pose.focal * height;
  const [cosYaw, sinYaw] = [Math.cos(pose.yaw), Math.sin(pose.yaw)];
  const [cosPitch, sinPitch] = [Math.cos(pose.pitch), Math.sin(pose.pitch)];
  const [cosRoll, sinRoll] = [Math.cos(pose.roll), Math.sin(pose.roll)];
  const toCamera = (point: Vec): Vec => {
    const dx = point.x - pose.x;
    const dy = point.y - pose.y;
    const dz = point.z - pose.z;
    const ahead = dx * sinYaw + dz * cosYaw;
    return {
      x: dx * cosYaw - dz * sinYaw,
      y: dy * cosPitch - ahead * sinPitch,
      z: dy * sinPitch + ahead * cosPitch,
    };
  };
  const fromCamera = (point: Vec): Spot => {
    const scale = focalPixels / point.z;
    const x = point.x * scale;
    const y = -point.y * scale;
    return {
      x: width / 2 + x * cosRoll - y * sinRoll,
      y: height / 2 + x * sinRoll + y * cosRoll,
      scale,
      depth: point.z,
    };
  };
  return {
    width,
    height,
    pose,
    focalPixels,
    toCamera,
    fromCamera,
    project: (point) => {
      const seen = toCamera(point);
      return seen.z < NEAR_METRES ? null : fromCamera(seen);
    },
  };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** 0 before `from`, 1 after `to`, smooth between. */
export function smooth(value: number, from = 0, to = 1): number {
  const part = clamp((value - from) / (to - from), 0, 1);
  return part * part * (3 - 2 * part);
}
