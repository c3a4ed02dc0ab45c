/** A picture of brightness values, row by row. */
export type Plane = { readonly width: number; readonly height: number; readonly data: Float32Array };

/** Where each pixel goes, in pixels of its own grid. */
export type Flow = {
  readonly width: number;
  readonly height: number;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
};

/**
 * Dense motion between two pictures, both ways (Horn and Schunck 1981, coarse to fine). Where the two directions
 * contradict each other the motion of the surroundings is taken, and none where they are just as doubtful.
 */
export function estimateFlow(from: Plane, to: Plane): { readonly forward: Flow; readonly backward: Flow } {
  const forward = coarseToFine(from, to);
  const backward = coarseToFine(to, from);
  return {
    forward: mended(forward, agreement(forward, backward)),
    backward: mended(backward, agreement(backward, forward)),
  };
}

/** Averages blocks of a plane of bytes down to a width that flow is estimated at. */
export function shrink(bytes: Uint8Array, width: number, height: number, toWidth: number): Plane {
  const step = Math.max(1, Math.round(width / toWidth));
  const [w, h] = [Math.max(1, Math.floor(width / step)), Math.max(1, Math.floor(height / step))];
  const data = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let j = 0; j < step; j++) {
        const row = (y * step + j) * width + x * step;
        for (let i = 0; i < step; i++) sum += bytes[row + i] ?? 0;
      }
      data[y * w + x] = sum / (step * step);
    }
  }
  return { width: w, height: h, data };
}

/** Bilinear, edges held. */
export function sample(data: Float32Array, width: number, height: number, x: number, y: number): number {
  const cx = x < 0 ? 0 : x > width - 1 ? width - 1 : x;
  const cy = y < 0 ? 0 : y > height - 1 ? height - 1 : y;
  const x0 = cx | 0;
  const y0 = cy | 0;
  const x1 = x0 + 1 < width ? x0 + 1 : x0;
  const y1 = y0 + 1 < height ? y0 + 1 : y0;
  const fx = cx - x0;
  const fy = cy - y0;
  const top = (data[y0 * width + x0] ?? 0) * (1 - fx) + (data[y0 * width + x1] ?? 0) * fx;
  const bottom = (data[y1 * width + x0] ?? 0) * (1 - fx) + (data[y1 * width + x1] ?? 0) * fx;
  return top * (1 - fy) + bottom * fy;
}

const COARSEST_PIXELS = 16;
const WARPS_PER_LEVEL = 4;
const SWEEPS = 24;
/** Weight of smoothness; larger follows less noise and finer motion less. */
const SMOOTHNESS = 12;
/** Passes of smoothing by which trusted motion reaches doubtful pixels. */
const REACH = 48;
/** Share of trusted pixels around one below which motion fades to a blend. */
const DOUBT = 0.1;

function coarseToFine(from: Plane, to: Plane): Flow {
  const levels: (readonly [Plane, Plane])[] = [[from, to]];
  for (;;) {
    const [a, b] = levels.at(-1) ?? [from, to];
    if (Math.min(a.width, a.height) < COARSEST_PIXELS * 2) break;
    levels.push([half(a), half(b)]);
  }
  let flow: Flow | null = null;
  for (const [a, b] of levels.toReversed()) {
    flow = flow === null ? still(a.width, a.height) : enlarge(flow, a.width, a.height);
    for (let warp = 0; warp < WARPS_PER_LEVEL; warp++) flow = refine(a, b, flow);
  }
  return flow ?? still(from.width, from.height);
}

/** One linearisation around the flow so far: `to` is warped back by it and the rest is solved for. */
function refine(from: Plane, to: Plane, flow: Flow): Flow {
  const { width, height } = from;
  const count = width * height;
  const ix = new Float32Array(count);
  const iy = new Float32Array(count);
  const rest = new Float32Array(count);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const [px, py] = [x + (flow.dx[at] ?? 0), y + (flow.dy[at] ?? 0)];
      const gx = (sample(to.data, width, height, px + 1, py) - sample(to.data, width, height, px - 1, py)) / 2;
      const gy = (sample(to.data, width, height, px, py + 1) - sample(to.data, width, height, px, py - 1)) / 2;
      ix[at] = gx;
      iy[at] = gy;
      const difference = sample(to.data, width, height, px, py) - (from.data[at] ?? 0);
      rest[at] = difference - gx * (flow.dx[at] ?? 0) - gy * (flow.dy[at] ?? 0);
    }
  }
  let dx = flow.dx;
  let dy = flow.dy;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const meanX = neighbours(dx, width, height);
    const meanY = neighbours(dy, width, height);
    const nextX = new Float32Array(count);
    const nextY = new Float32Array(count);
    for (let at = 0; at < count; at++) {
      const [gx, gy, mx, my] = [ix[at] ?? 0, iy[at] ?? 0, meanX[at] ?? 0, meanY[at] ?? 0];
      const pull = (gx * mx + gy * my + (rest[at] ?? 0)) / (SMOOTHNESS * SMOOTHNESS + gx * gx + gy * gy);
      nextX[at] = mx - gx * pull;
      nextY[at] = my - gy * pull;
    }
    dx = nextX;
    dy = nextY;
  }
  return { width, height, dx, dy };
}

/** 1 where going there and coming back ends where it began, towards 0 where it does not. */
function agreement(there: Flow, back: Flow): Float32Array {
  const { width, height } = there;
  const trust = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const [dx, dy] = [there.dx[at] ?? 0, there.dy[at] ?? 0];
      const [bx, by] = [sample(back.dx, width, height, x + dx, y + dy), sample(back.dy, width, height, x + dx, y + dy)];
      const error = Math.hypot(dx + bx, dy + by);
      const allowed = 0.75 + 0.15 * Math.hypot(dx, dy);
      trust[at] = Math.exp(-((error / allowed) ** 2));
    }
  }
  return trust;
}

function neighbours(values: Float32Array, width: number, height: number): Float32Array {
  const mean = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const up = (y > 0 ? y - 1 : y) * width;
    const row = y * width;
    const down = (y < height - 1 ? y + 1 : y) * width;
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? x - 1 : x;
      const right = x < width - 1 ? x + 1 : x;
      const sides =
        (values[up + x] ?? 0) + (values[down + x] ?? 0) + (values[row + left] ?? 0) + (values[row + right] ?? 0);
      const corners =
        (values[up + left] ?? 0) + (values[up + right] ?? 0) + (values[down + left] ?? 0) + (values[down + right] ?? 0);
      mean[row + x] = sides / 6 + corners / 12;
    }
  }
  return mean;
}

function smooth(values: Float32Array, width: number, height: number, times: number): Float32Array {
  let result = values;
  for (let pass = 0; pass < times; pass++) result = neighbours(result, width, height);
  return result;
}

function half(plane: Plane): Plane {
  const [width, height] = [Math.floor(plane.width / 2), Math.floor(plane.height / 2)];
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 2 * y * plane.width + 2 * x;
      const sum =
        (plane.data[at] ?? 0) +
        (plane.data[at + 1] ?? 0) +
        (plane.data[at + plane.width] ?? 0) +
        (plane.data[at + plane.width + 1] ?? 0);
      data[y * width + x] = sum / 4;
    }
  }
  return { width, height, data };
}

function enlarge(flow: Flow, width: number, height: number): Flow {
  const [rx, ry] = [width / flow.width, height / flow.height];
  const bigger = still(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = [(x + 0.5) / rx - 0.5, (y + 0.5) / ry - 0.5];
      bigger.dx[y * width + x] = sample(flow.dx, flow.width, flow.height, sx, sy) * rx;
      bigger.dy[y * width + x] = sample(flow.dy, flow.width, flow.height, sx, sy) * ry;
    }
  }
  return bigger;
}

/** Doubtful motion is replaced by what trusted pixels around it do. */
function mended(flow: Flow, trust: Float32Array): Flow {
  const { width, height } = flow;
  const around = smooth(trust, width, height, REACH);
  const mend = (values: Float32Array): Float32Array => {
    const trusted = values.map((value, at) => value * (trust[at] ?? 0));
    const spread = smooth(trusted, width, height, REACH);
    const filled = trusted.map(
      (value, at) => value + ((1 - (trust[at] ?? 0)) * (spread[at] ?? 0)) / ((around[at] ?? 0) + DOUBT),
    );
    return smooth(filled, width, height, 2);
  };
  return { ...flow, dx: mend(flow.dx), dy: mend(flow.dy) };
}

function still(width: number, height: number): Flow {
  return { width, height, dx: new Float32Array(width * height), dy: new Float32Array(width * height) };
}
