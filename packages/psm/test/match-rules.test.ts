import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { austin, type MatchPairsSpec, matchit, matchPairs, propensityScore, spss } from "../src/index.js";
import { generator, type LalondeRow, lalonde, lalondeCovariates } from "./lalonde.js";

interface Case {
  readonly t: number;
  readonly s: number;
  readonly x: string;
  readonly y: number;
  readonly z: number;
}

/** Rows with scores on a grid (ties, exact in binary) or apart. */
function problem(seed: number, n: number, grid: number): readonly Case[] {
  const random = generator(seed);
  return Object.freeze(
    Array.from({ length: n }, (_, i) =>
      Object.freeze({
        t: i < 2 ? i : random() < 0.4 ? 1 : 0,
        s: grid > 0 ? Math.floor(random() * grid) / grid : random(),
        x: "abc"[Math.floor(random() * 3)]!,
        y: random() * 10,
        z: random() * 3,
      }),
    ),
  );
}

interface Rules {
  readonly visit: "largest" | "smallest" | "data" | "closest";
  readonly width: number;
  readonly ratio: number;
  readonly replace: boolean;
  readonly may: (a: Case, b: Case) => boolean;
  readonly gap?: (a: Case, b: Case) => number;
}

/** Nearest matching by scanning all rows for every choice; pairs in the order of treated rows. */
function scan(rows: readonly Case[], { visit, width, ratio, replace, may, gap }: Rules): number[][] {
  const all = rows.map((_, i) => i).sort((a, b) => rows[a]!.s - rows[b]!.s || a - b);
  const apart = (a: number, b: number): number => Math.abs(rows[a]!.s - rows[b]!.s);
  const sign = { largest: -1, smallest: 1, data: 0, closest: 0 }[visit];
  let active = rows.flatMap(({ t }, i) => (t === 1 ? [i] : []));
  active.sort((a, b) => sign * (rows[a]!.s - rows[b]!.s) || a - b);
  const used = new Set<number>();
  const pairs: number[][] = [];
  for (let round = 0; round < ratio; round++) {
    let open = active;
    active = [];
    while (open.length > 0) {
      let [row, best] = [open[0]!, -1];
      if (visit === "closest") {
        const free = all.filter((i) => (rows[i]!.t === 1 ? open.includes(i) : !used.has(i)));
        const next = free.flatMap((a, i) => {
          const b = free.slice(i + 1).find((other) => may(rows[a]!, rows[other]!));
          return b === undefined || rows[a]!.t === rows[b]!.t ? [] : rows[a]!.t === 1 ? [[a, b]] : [[b, a]];
        });
        next.sort((p, q) => apart(p[0]!, p[1]!) - apart(q[0]!, q[1]!) || p[0]! - q[0]! || p[1]! - q[1]!);
        if (next.length === 0 || apart(next[0]![0]!, next[0]![1]!) > width) break;
        [row, best] = [next[0]![0]!, next[0]![1]!];
      } else {
        const at = all.indexOf(row);
        const fits = all
          .map((c, place) => ({ c, d: apart(row, c), steps: 2 * Math.abs(place - at) + (place > at ? 1 : 0) }))
          .filter(({ c, d }) => rows[c]!.t === 0 && d <= width && may(rows[row]!, rows[c]!))
          .filter(({ c }) => (replace ? !pairs.some((p) => p[0] === row && p[1] === c) : !used.has(c)));
        fits.sort((p, q) => p.d - q.d || p.steps - q.steps);
        if (gap) fits.sort((p, q) => gap(rows[row]!, rows[p.c]!) - gap(rows[row]!, rows[q.c]!));
        best = fits[0]?.c ?? -1;
      }
      open = open.filter((other) => other !== row);
      if (best < 0) continue;
      used.add(best);
      active.push(row);
      pairs.push([row, best]);
    }
  }
  return pairs.sort((a, b) => a[0]! - b[0]!);
}

const anyPair = (): boolean => true;
const taken = (rows: readonly Case[], spec: Partial<MatchPairsSpec<Case>>): number[][] =>
  matchPairs(rows, { treatment: "t", score: "s", ...spec }).pairs.map(({ treated, control }) => [treated, control]);

describe("nearest matching takes the pairs that a scan of all rows takes", () => {
  test("2400 problems: every order, ratios 1 to 3, with replacement, exact strata, ties", () => {
    for (let seed = 1; seed <= 2400; seed++) {
      const rows = problem(seed, 6 + (seed % 17), [0, 8, 16][seed % 3]!);
      const visit = (["largest", "smallest", "data", "closest"] as const)[seed % 4]!;
      const ratio = 1 + (seed % 5 > 2 ? seed % 3 : 0);
      const replace = seed % 7 === 0 && visit !== "closest";
      const exact = seed % 11 < 5;
      const width = [0.0625, 0.25, 2][Math.floor(seed / 4) % 3]!;
      const spec = { order: visit, ratio, replace, caliper: spss(width), ...(exact && { exact: "x" as const }) };
      const may = exact ? (a: Case, b: Case): boolean => a.x === b.x : anyPair;
      expect(taken(rows, spec), `problem ${seed}`).toEqual(scan(rows, { visit, width, ratio, replace, may }));
    }
  });

  test("1200 problems with calipers on covariates and values that must differ; each keeps every rule", () => {
    for (let seed = 1; seed <= 1200; seed++) {
      const rows = problem(seed, 8 + (seed % 15), [0, 16][seed % 2]!);
      const visit = (["largest", "smallest", "data"] as const)[seed % 3]!;
      const ratio = 1 + (seed % 5 > 3 ? 1 : 0);
      const spec: Partial<MatchPairsSpec<Case>> = {
        order: visit,
        ratio,
        replace: seed % 7 === 0,
        caliper: spss(0.25),
        calipers: { y: { channel: "y", width: 4, unit: "absolute" } },
        ...(seed % 4 < 2 && { antiExact: "x" }),
      };
      const may = (a: Case, b: Case): boolean => Math.abs(a.y - b.y) <= 4 && (seed % 4 >= 2 || a.x !== b.x);
      const pairs = taken(rows, spec);
      expect(pairs, `problem ${seed}`).toEqual(scan(rows, { visit, width: 0.25, ratio, replace: seed % 7 === 0, may }));
      for (const [t, c] of pairs) expect(may(rows[t!]!, rows[c!]!)).toBe(true);
    }
  });
});

/** (x - y)' S^-1 (x - y) of two covariates by the adjugate, S within the groups. */
function squaredMahalanobis(rows: readonly Case[]): (a: Case, b: Case) => number {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const group = [0, 1].map((t) => rows.filter((row) => row.t === t));
  const centered = group.flatMap((own) => {
    const [y, z] = [mean(own.map((row) => row.y)), mean(own.map((row) => row.z))];
    return own.map((row) => [row.y - y, row.z - z] as const);
  });
  const sum = (f: (d: readonly [number, number]) => number): number =>
    centered.reduce((total, d) => total + f(d), 0) / (rows.length - 2);
  const [yy, yz, zz] = [sum(([y]) => y * y), sum(([y, z]) => y * z), sum(([, z]) => z * z)];
  return (a, b) => {
    const [y, z] = [a.y - b.y, a.z - b.z];
    return (zz * y * y - 2 * yz * y * z + yy * z * z) / (yy * zz - yz * yz);
  };
}

describe("a Mahalanobis distance within the caliper of the score", () => {
  const distance = { mahalanobis: ["y", "z"] } as const;

  test("1000 problems: the least distance by the inverse of the pooled covariance is taken", () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const rows = problem(seed, 12 + (seed % 13), 0);
      const visit = (["largest", "smallest", "data"] as const)[seed % 3]!;
      const ratio = 1 + (seed % 3);
      const replace = seed % 5 === 0;
      const gap = squaredMahalanobis(rows);
      const spec = { order: visit, ratio, replace, caliper: spss(0.3), distance };
      const { pairs } = matchPairs(rows, { treatment: "t", score: "s", ...spec });
      expect(pairs.map(({ treated, control }) => [treated, control])).toEqual(
        scan(rows, { visit, width: 0.3, ratio, replace, may: anyPair, gap }),
      );
      for (const { treated, control, mahalanobis } of pairs) {
        expect(mahalanobis! ** 2).toBeCloseTo(gap(rows[treated]!, rows[control]!), 9);
      }
    }
  });

  test("recoding covariates, their sign included, changes no pair", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(-8, -1, -0.1, 0.5, 3),
        fc.constantFrom(-2, -1, 0.25, 7),
        fc.integer({ min: -50, max: 50 }),
        (seed, a, b, shift) => {
          const rows = problem(seed, 24, 0);
          const recoded = rows.map((row) => ({ ...row, y: a * row.y + shift, z: b * row.z + row.y - shift }));
          const spec = { caliper: austin(0.5), distance };
          expect(taken(recoded, spec)).toEqual(taken(rows, spec));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("a factor counts by its indicators, whichever is the reference; a dependent covariate adds nothing", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const rows = problem(seed, 60, 0);
      const renamed = rows.map((row) => ({ ...row, x: { a: "z", b: "m", c: "k" }[row.x]!, w: 2 * row.y - row.z }));
      const spec = { treatment: "t", score: "s", caliper: spss(0.2) } as const;
      const one = matchPairs(rows, { ...spec, distance: { mahalanobis: ["x", "y", "z"] } });
      const other = matchPairs(renamed, { ...spec, distance: { mahalanobis: ["x", "y", "z", "w"] } });
      expect(other.pairs.map((pair) => pair.control)).toEqual(one.pairs.map((pair) => pair.control));
    }
  });
});

describe("invariances", () => {
  test("signs and units of calipered covariates, names of strata and the order of rows change no pair", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), (seed, differ) => {
        const rows = problem(seed, 30, 0);
        const random = generator(seed + 1);
        const changed = rows
          .map((row, id) => ({ ...row, id, y: -4 * row.y, x: `stratum ${row.x}`, key: random() }))
          .sort((a, b) => a.key - b.key);
        const option = differ ? ({ antiExact: "x" } as const) : ({ exact: "x" } as const);
        const calipers = (width: number) => ({ y: { channel: "y", width, unit: "absolute" } }) as const;
        const sorted = (pairs: number[][]): number[][] => pairs.sort((a, b) => a[0]! - b[0]!);
        const one = taken(rows, { caliper: spss(0.3), calipers: calipers(3), ...option });
        const other = taken(changed, { caliper: spss(0.3), calipers: calipers(12), ...option });
        expect(sorted(other.map((pair) => pair.map((i) => changed[i]!.id)))).toEqual(sorted(one));
      }),
      { numRuns: 1000 },
    );
  });

  test("a caliper in standard deviations of a covariate does not depend on its unit or sign", () => {
    const rows = problem(5, 200, 0);
    const caliper = spss(0.1);
    const calipers = { age: { channel: "y", width: 0.25, unit: "sd" } } as const;
    const flipped = rows.map((row) => ({ ...row, y: 7 - 2 * row.y }));
    expect(taken(flipped, { caliper, calipers })).toEqual(taken(rows, { caliper, calipers }));
  });
});

describe("common support", () => {
  const rows = Object.freeze([
    { t: 1, s: 0.9 },
    { t: 1, s: 0.5 },
    { t: 0, s: 0.1 },
    { t: 0, s: 0.5 },
    { t: 0, s: 0.6 },
  ]);
  test.each([
    ["none", []],
    ["treated", [0]],
    ["control", [2]],
    ["both", [0, 2]],
  ] as const)("discard %s leaves out the rows outside the range of the other group", (discard, gone) => {
    const { unmatched } = matchPairs(rows, { treatment: "t", score: "s", discard });
    expect(unmatched.flatMap(({ row, reason }) => (reason === "discarded-support" ? [row] : []))).toEqual(gone);
  });

  test("equals matching what is left, in every order", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const all = problem(seed, 40, 0).map((row) => ({ ...row, s: row.t === 1 ? 0.2 + 0.8 * row.s : 0.8 * row.s }));
      const range = (t: number): [number, number] => {
        const own = all.filter((row) => row.t === t).map((row) => row.s);
        return [Math.min(...own), Math.max(...own)];
      };
      const within = (s: number, t: number): boolean => s >= range(t)[0] && s <= range(t)[1];
      const left = all.flatMap((row, i) => (within(row.s, 1 - row.t) ? [i] : []));
      const kept = left.map((i) => all[i]!);
      if (new Set(kept.map((row) => row.t)).size < 2) continue;
      for (const options of [{ order: "largest" }, { order: "closest" }, { method: "optimal" }] as const) {
        const expected = taken(kept, { ...options, caliper: matchit(0.3) });
        expect(taken(all, { ...options, caliper: matchit(0.3), discard: "both" })).toEqual(
          expected.map((pair) => pair.map((i) => left[i])),
        );
      }
    }
  });
});

describe("presets and refusals", () => {
  const { score } = propensityScore(lalonde, { treatment: "treat", covariates: [...lalondeCovariates] });
  const count = (spec: Partial<MatchPairsSpec<LalondeRow>>): number =>
    matchPairs(lalonde, { treatment: "treat", score, ...spec }).pairs.length;

  test("the presets give MatchIt's pair counts on lalonde", () => {
    expect(count({ caliper: spss(0.02) })).toBe(110);
    expect(count({ caliper: matchit(0.2) })).toBe(113);
    expect(count({ caliper: austin() })).toBe(117);
  });

  test("a rule of covariates says why a row stays alone", () => {
    const rows = [
      { t: 1, s: 0.5, y: 1 },
      { t: 0, s: 0.5, y: 9 },
    ];
    const calipers = { y: { channel: "y", width: 2, unit: "absolute" } } as const;
    expect(matchPairs(rows, { treatment: "t", score: "s", caliper: spss(0.1), calipers }).unmatched).toEqual([
      { row: 0, reason: "no-candidate-in-caliper" },
      { row: 1, reason: "no-candidate-in-caliper" },
    ]);
  });

  const rows = problem(1, 10, 0);
  const calipers = { y: { channel: "y", width: 1, unit: "absolute" } } as const;
  test.each<[string, Partial<MatchPairsSpec<Case>>, RegExp]>([
    ["a Mahalanobis distance without a caliper", { distance: { mahalanobis: ["y"] } }, /give a caliper/],
    ["a distance without covariates", { distance: { mahalanobis: [] }, caliper: spss(0.1) }, /give \{ mahalanobis/],
    ["covariate calipers in closest order", { calipers, order: "closest" }, /not closest/],
    ["covariate calipers in optimal matching", { calipers, method: "optimal" }, /not optimal/],
    [
      "a covariate caliper without a unit",
      { calipers: { y: { channel: "y", width: 1 } as never } },
      /caliper of "y" has no unit/,
    ],
    ["an unknown group to discard", { discard: "all" as never }, /discard/],
  ])("%s is refused", (_, spec, message) => {
    expect(() => taken(rows, spec)).toThrow(message);
  });
});
