/** Money is an integer of millionths of one currency unit. One film has one currency. */
export type Micros = number;

/** `$1.20`; below a cent four decimals, so that a price never reads as nothing; `free` for zero. */
export function moneyToText(micros: Micros): string {
  if (micros === 0) return 'free';
  const dollars = micros / 1_000_000;
  return `$${dollars.toFixed(Math.abs(dollars) < 0.01 ? 4 : 2)}`;
}
