/** A colour as red, green, blue in 0..255. */
export type Rgb = readonly [number, number, number];

/** Words for colours as costume and set designers use them: softer than the web's. Longer names come first. */
const NAMED: readonly (readonly [string, string])[] = [
  ['dark green', '#2f4a38'],
  ['dark blue', '#26365c'],
  ['dark red', '#7a2430'],
  ['light blue', '#9cc4e0'],
  ['light green', '#a9cf9a'],
  ['pale blue', '#b4d0e2'],
  ['pale green', '#bcd6ae'],
  ['sky blue', '#7db8e0'],
  ['off-white', '#efe9dc'],
  ['turquoise', '#3fb3ad'],
  ['burgundy', '#6d2438'],
  ['charcoal', '#3b3e45'],
  ['lavender', '#a89ad0'],
  ['chestnut', '#6f3c24'],
  ['mustard', '#d3a02c'],
  ['crimson', '#a8202f'],
  ['scarlet', '#c92a2a'],
  ['emerald', '#1f8a5f'],
  ['magenta', '#b83a86'],
  ['auburn', '#8a3f22'],
  ['blonde', '#dcb866'],
  ['blond', '#dcb866'],
  ['bronze', '#a06a35'],
  ['copper', '#b8673a'],
  ['orange', '#e0812f'],
  ['purple', '#6f4a97'],
  ['violet', '#7654a8'],
  ['indigo', '#3c3f86'],
  ['maroon', '#6e2430'],
  ['salmon', '#e58f7b'],
  ['silver', '#c6cad0'],
  ['golden', '#d9a93c'],
  ['yellow', '#e6b829'],
  ['ginger', '#c0602a'],
  ['khaki', '#a3966a'],
  ['olive', '#6d7340'],
  ['beige', '#d8c6a4'],
  ['cream', '#efe4c8'],
  ['ivory', '#f0e8d6'],
  ['brass', '#c0943f'],
  ['amber', '#d99530'],
  ['green', '#3f8a55'],
  ['brown', '#7a5236'],
  ['black', '#24262c'],
  ['white', '#f0efe9'],
  ['coral', '#e5765c'],
  ['peach', '#f0b48e'],
  ['denim', '#4a668f'],
  ['steel', '#8b97a4'],
  ['navy', '#253457'],
  ['blue', '#3a6aa8'],
  ['teal', '#2b8080'],
  ['cyan', '#45b0c4'],
  ['grey', '#858b92'],
  ['gray', '#858b92'],
  ['pink', '#e08ea6'],
  ['gold', '#d9a93c'],
  ['rose', '#d27488'],
  ['plum', '#6b3a5c'],
  ['mint', '#9ed4b4'],
  ['lime', '#9cc23c'],
  ['rust', '#a5502c'],
  ['sand', '#d8bd8c'],
  ['lilac', '#b79fd0'],
  ['wine', '#6a2336'],
  ['fair', '#dcb866'],
  ['red', '#c23b32'],
  ['tan', '#bf9a6c'],
];

export function toRgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function toCss(color: Rgb, alpha = 1): string {
  const [red, green, blue] = [Math.round(color[0]), Math.round(color[1]), Math.round(color[2])];
  return alpha === 1 ? `rgb(${red},${green},${blue})` : `rgba(${red},${green},${blue},${alpha.toFixed(3)})`;
}

export function mix(from: Rgb, to: Rgb, part: number): Rgb {
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part, from[2] + (to[2] - from[2]) * part];
}

export function multiply(color: Rgb, light: Rgb): Rgb {
  return [(color[0] * light[0]) / 255, (color[1] * light[1]) / 255, (color[2] * light[2]) / 255];
}

export function lighten(color: Rgb, part: number): Rgb {
  return part >= 0 ? mix(color, [255, 250, 240], part) : mix(color, [16, 16, 34], -part);
}

export function saturate(color: Rgb, factor: number): Rgb {
  const grey = luma(color);
  const at = (value: number): number => Math.max(0, Math.min(255, grey + (value - grey) * factor));
  return [at(color[0]), at(color[1]), at(color[2])];
}

export function luma(color: Rgb): number {
  return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2];
}

/** The colour whose word stands nearest before the end of a text, or null. */
export function findColor(text: string): Rgb | null {
  const words = text.toLowerCase();
  let best: { at: number; hex: string } | null = null;
  for (const [name, hex] of NAMED) {
    const match = words.match(new RegExp(`(?:^|[^a-z])${name}(?![a-z])`, 'u'));
    const at = match?.index ?? -1;
    if (at >= 0 && (best === null || at > best.at)) best = { at, hex };
  }
  if (best === null) return null;
  const color = toRgb(best.hex);
  if (/(^|[^a-z])(dark|deep)[^a-z]/u.test(words)) return lighten(color, -0.28);
  if (/(^|[^a-z])(pale|light|faded|bleached)[^a-z]/u.test(words)) return lighten(color, 0.35);
  return color;
}

/** A colour of the wheel: hue in 0..1, saturation and lightness in 0..1. */
export function fromHsl(hue: number, saturation: number, lightness: number): Rgb {
  const at = (offset: number): number => {
    const step = (offset + hue * 12) % 12;
    return (
      255 *
      (lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(step - 3, 9 - step, 1)))
    );
  };
  return [at(0), at(8), at(4)];
}
