/**
 * Where the verdicts of the gates turn. Only what is certain fails a take that was paid for; what is doubtful warns.
 * `docs/gates.md` has the table with reasons, and a test that holds the two together.
 */
export const MARKS = {
  /** Frames that conform may make up for by holding the last one. */
  missingFrames: 2,
  /** Of the length that the model was asked for, and never less than a quarter of a second. */
  promised: { warnShare: 0.1, warnSeconds: 0.25 },
  /** What is missing of the container's own length. */
  whole: { warnSeconds: 0.1, failSeconds: 0.5, failShare: 0.1 },
  /** How far width to height is off; beyond the last it is another picture. */
  aspect: { warn: 0.02, fail: 0.25 },
  black: { failShare: 0.5, failEdgeSeconds: 0.3 },
  frozen: { failShare: 0.6, failStaticShare: 0.995 },
  /** 27 is what detectors of cuts use by default. */
  cut: { warn: 15, fail: 27 },
  plain: { fail: 4 },
  bars: { warn: 0.04 },
  steady: { warn: 0.95 },
  /** SSIM with the frame that the model was given: below it has ignored it. */
  start: { warn: 0.6 },
  end: { warn: 0.7 },
  /** SSIM across a plain cut inside a scene: above, it is a jump cut, or the second shot came out as the first. */
  jump: { warn: 0.9 },
  /** |ΔL*| and how many times as colourful, either way, where a shot goes on from another or matches it. */
  grade: { exposure: 8, saturation: 1.33 },
  /** The same from the first shot of a chain to a later one, and what is left of its sharpness. */
  drift: { exposure: 6, saturation: 1.25, sharpness: 0.6 },
  seam: {
    ssim: { pass: 0.8, fail: 0.55 },
    color: { pass: 3, fail: 8 },
    content: { pass: 15, fail: 27 },
  },
} as const;
