import { readFileSync } from "node:fs";

export interface LalondeRow {
  readonly treat: number;
  readonly age: number;
  readonly educ: number;
  readonly race: string;
  readonly married: number;
  readonly nodegree: number;
  readonly re74: number;
  readonly re75: number;
}

const [head, ...lines] = readFileSync(new URL("../../../validation/lalonde.csv", import.meta.url), "utf8")
  .trim()
  .split("\n");
const names = head!.split(",");

/** 185 treated rows, then 429 controls; the source is named in validation/psm.R. */
export const lalonde: readonly LalondeRow[] = Object.freeze(
  lines.map((line) =>
    Object.freeze(
      Object.fromEntries(line.split(",").map((text, j) => [names[j]!, names[j] === "race" ? text : Number(text)])),
    ),
  ),
) as unknown as readonly LalondeRow[];

export const lalondeCovariates = ["age", "educ", "race", "married", "nodegree", "re74", "re75"] as const;

/** Deterministic uniform numbers in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
