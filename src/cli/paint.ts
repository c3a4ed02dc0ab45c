/** Colours for a terminal; every one of them is the identity when colour is off. */
export type Paint = {
  readonly isOn: boolean;
  readonly bold: Brush;
  readonly dim: Brush;
  readonly red: Brush;
  readonly green: Brush;
  readonly yellow: Brush;
  readonly cyan: Brush;
};
export type Brush = (text: string) => string;

export function createPaint(isOn: boolean): Paint {
  const brush =
    (open: number, close: number): Brush =>
    (text) =>
      isOn && text !== '' ? `\u001B[${open}m${text}\u001B[${close}m` : text;
  return {
    isOn,
    bold: brush(1, 22),
    dim: brush(2, 22),
    red: brush(31, 39),
    green: brush(32, 39),
    yellow: brush(33, 39),
    cyan: brush(36, 39),
  };
}
