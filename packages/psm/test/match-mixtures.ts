import { expect } from "vitest";
import { type MatchedPair, type Matching, type MatchPairsSpec, matchPairs, spss } from "../src/index.js";
import { generator } from "./lalonde.js";
import { type Case, problem } from "./match-scan.js";

export type Spec = Partial<MatchPairsSpec<Case>>;
export const match = (rows: readonly Case[], spec: Spec): Matching =>
  matchPairs(rows, { treatment: "t", score: "s", ...spec });

const greedy = ["largest", "smallest", "data", "random", "closest", "farthest"] as const;
export const algorithms = (seed: number): readonly Spec[] => [
  ...greedy.map((order): Spec => (order === "random" ? { order, random: generator(seed) } : { order })),
  { method: "optimal" },
  { method: "optimal", objective: "maximum" },
];

/** Any mixture of rules, and whether a treated row and a control keep them. */
export interface Rules {
  readonly spec: Spec & { readonly caliper: NonNullable<Spec["caliper"]> };
  readonly may: (a: Case, b: Case) => boolean;
}

export function anyRules(seed: number): Rules {
  const random = generator(seed + 77_000);
  const width = [0.0625, 0.25, 1][Math.floor(random() * 3)]!;
  const [exact, differ, ages, metric] = [random() < 0.2, random() < 0.3, random() < 0.5, random() < 0.4];
  return {
    spec: {
      caliper: spss(width),
      ...(exact && { exact: "x" as const }),
      ...(differ && !exact && { antiExact: "x" as const }),
      ...(ages && { calipers: { y: { channel: "y", width: 3, unit: "absolute" } } as const }),
      ...(metric && { distance: { mahalanobis: ["y", "z"] } as const }),
    },
    may: (a, b) =>
      a.t === 1 &&
      b.t === 0 &&
      Math.abs(a.s - b.s) <= width &&
      !(exact && a.x !== b.x) &&
      !(differ && !exact && a.x === b.x) &&
      !(ages && Math.abs(a.y - b.y) > 3),
  };
}

/** Scores with ties, exact in binary, or without. */
export const sample = (seed: number): readonly Case[] => problem(seed, 7 + (seed % 12), [0, 16][seed % 2]!);

export const distanceOf = ({ distance, mahalanobis }: MatchedPair): number => mahalanobis ?? distance;

export const total = ({ pairs }: Matching): number => pairs.reduce((sum, pair) => sum + distanceOf(pair), 0);
export const apart = (a: number, b: number): boolean => Math.abs(a - b) > 1e-9;

/** Runs a check on many problems; it says what is wrong, or nothing. */
export function onEach(problems: number, check: (seed: number) => unknown): void {
  const wrong: unknown[] = [];
  for (let seed = 1; seed <= problems && wrong.length === 0; seed++) {
    const found = check(seed);
    if (found !== undefined) wrong.push(`problem ${seed}`, found);
  }
  expect(wrong).toEqual([]);
}
