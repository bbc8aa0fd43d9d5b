import { InputError } from "@hcc/data";

/** Fisher-Yates, in place. */
export function shuffle(rows: { [place: number]: number; readonly length: number }, random: () => number): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const uniform = random();
    if (!(Number.isFinite(uniform) && uniform >= 0 && uniform < 1)) {
      throw new InputError("option", `random gave ${String(uniform)}: it must give numbers in [0, 1)`, {
        column: "random",
      });
    }
    const other = Math.floor(uniform * (i + 1));
    [rows[i], rows[other]] = [rows[other]!, rows[i]!];
  }
}
