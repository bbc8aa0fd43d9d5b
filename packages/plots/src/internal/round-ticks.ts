/** Multiples of 1, 2, 2.5 or 5 times a power of ten between two numbers, at most `most` of them if possible. */
export function roundTicks(low: number, high: number, most: number): number[] {
  if (!(high > low)) return [low];
  const step = roundStep((high - low) / Math.max(1, most));
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below a positive number. */
export function roundStep(least: number): number {
  let unit = 1;
  while (unit * 10 <= least) unit *= 10;
  while (unit > least) unit /= 10;
  return unit * ([1, 2, 2.5, 5, 10].find((times) => unit * times >= least * (1 - 1e-9)) ?? 10);
}

/** The roundest number between two positive numbers, near their middle. */
export function roundestBetween(low: number, high: number): number {
  const middle = (low + high) / 2;
  let unit = 1;
  while (unit < high) unit *= 10;
  for (; unit > (high - low) / 10; unit /= 10) {
    for (const times of [1, 0.5, 0.2]) {
      const near = Number((Math.round(middle / (times * unit)) * times * unit).toPrecision(12));
      if (near >= low && near <= high && near > 0) return near;
    }
  }
  return middle;
}

/** Ticks with as many decimals as the one that needs most. */
export function tickTexts(ticks: readonly number[]): string[] {
  const decimals = Math.max(0, ...ticks.map((tick) => String(tick).split(".")[1]?.length ?? 0));
  return ticks.map((tick) => `${tick < 0 ? "−" : ""}${Math.abs(tick).toFixed(Math.min(decimals, 12))}`);
}
