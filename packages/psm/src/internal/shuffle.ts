import { InputError } from "@hcc/data";

/** Fisher-Yates, in place. */
export function shuffle(rows: { [place: number]: number; readonly length: number }, random: () => number): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const other = Math.floor(uniform(random) * (i + 1));
    [rows[i], rows[other]] = [rows[other]!, rows[i]!];
  }
}

/** The next number of a generator, which is not trusted. */
export function uniform(random: () => number): number {
  const found = random();
  if (Number.isFinite(found) && found >= 0 && found < 1) return found;
  throw new InputError("option", `random gave ${String(found)}: it must give numbers in [0, 1)`, { column: "random" });
}
