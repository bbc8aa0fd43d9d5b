import { describe, expect, test } from "vitest";
import { type Matching, matchPairs } from "../src/index.js";
import { hungarian, hungarianMaximum } from "./hungarian.js";
import {
  algorithms,
  anyRules,
  apart,
  distanceOf,
  match,
  onEach,
  type Rules,
  type Spec,
  sample,
  total,
} from "./match-mixtures.js";
import { type Case, squaredMahalanobis } from "./match-scan.js";

/** Most pairs of any matching, by augmenting paths. */
function mostPairs(rows: readonly Case[], may: Rules["may"]): number {
  const holder = new Map<number, number>();
  const serve = (t: number, seen: Set<number>): boolean =>
    rows.some((row, c) => {
      if (seen.has(c) || !may(rows[t]!, row)) return false;
      seen.add(c);
      if (holder.has(c) && !serve(holder.get(c)!, seen)) return false;
      holder.set(c, t);
      return true;
    });
  return rows.filter((_, t) => serve(t, new Set())).length;
}

/** Distances in use between treated rows (first index) and controls; Infinity where they may not be paired. */
function costs(rows: readonly Case[], { spec, may }: Rules): number[][] {
  const squared = spec.distance ? squaredMahalanobis(rows) : null;
  const controls = rows.filter(({ t }) => t === 0);
  return rows
    .filter(({ t }) => t === 1)
    .map((a) =>
      controls.map((b) => {
        if (!may(a, b)) return Number.POSITIVE_INFINITY;
        return squared ? Math.sqrt(squared(a, b)) : Math.abs(a.s - b.s);
      }),
    );
}

interface Answer {
  readonly rows: readonly Case[];
  readonly may: Rules["may"];
  readonly algorithm: Spec;
  /** Most controls of a treated row. */
  readonly most: number;
  readonly replace: boolean;
  readonly variable: boolean;
  readonly matching: Matching;
}

/** Every algorithm on 1600 problems: 1000 of single controls, 400 of two or three, 200 variable or with replacement. */
const answers: Answer[][] = Array.from({ length: 1600 }, (_, i) => {
  const seed = i + 1;
  const rows = sample(seed);
  const { spec, may } = anyRules(seed);
  return algorithms(seed).map((algorithm) => {
    const greedy = algorithm.method !== "optimal";
    const variable = seed % 16 === 7 && greedy;
    const replace = seed % 16 === 15 && greedy;
    const most = variable ? 3 : [1, 1, 1, 1, 1, 2, 3, 2][seed % 8]!;
    const ratio = variable ? { min: 1, max: 3, mean: 1.7 } : most;
    return {
      rows,
      may,
      algorithm,
      most,
      replace,
      variable,
      matching: match(rows, { ...spec, ...algorithm, ratio, replace }),
    };
  });
});

describe("every method and order, under any mixture of rules", () => {
  test("keeps all calipers, equal and different values and single use, and gives nobody more controls than asked: 1600 problems", () => {
    onEach(answers.length, (seed) =>
      answers[seed - 1]!.find(({ rows, may, most, replace, matching: { pairs, weights } }) => {
        const used = new Set<number>();
        const held = new Map<number, Set<number>>();
        for (const { treated, control } of pairs) {
          if (!may(rows[treated]!, rows[control]!) || (!replace && used.has(control))) return true;
          used.add(control);
          held.set(treated, (held.get(treated) ?? new Set()).add(control));
        }
        const sizes = [...held.values()].map((own) => own.size);
        if (sizes.reduce((sum, size) => sum + size, 0) !== pairs.length || Math.max(0, ...sizes) > most) return true;
        return rows.some((_, row) => weights[row]! > 0 !== (used.has(row) || held.has(row)));
      }),
    );
  });

  test("leaves no treated row short of controls beside a free control that it may have: 1400 problems", () => {
    onEach(answers.length, (seed) =>
      answers[seed - 1]!.find(({ rows, may, most, replace, variable, matching: { pairs } }) => {
        if (replace || variable) return false;
        const short = rows.filter((row, t) => row.t === 1 && pairs.filter((pair) => pair.treated === t).length < most);
        const free = rows.filter((row, c) => row.t === 0 && !pairs.some((pair) => pair.control === c));
        return short.some((a) => free.some((b) => may(a, b)));
      }),
    );
  });

  test("has the most pairs if optimal, and at least half as many if greedy: 1000 problems against maximum flow", () => {
    let problems = 0;
    onEach(answers.length, (seed) => {
      const own = answers[seed - 1]!;
      const { rows, may } = own[0]!;
      if (own.some(({ most, replace }) => most > 1 || replace)) return undefined;
      problems++;
      const most = mostPairs(rows, may);
      return own.find(({ algorithm, matching: { pairs } }) =>
        algorithm.method === "optimal" ? pairs.length !== most : pairs.length > most || 2 * pairs.length < most,
      );
    });
    expect(problems).toBeGreaterThanOrEqual(1000);
  });
});

describe("optimal matching under rules of covariates", () => {
  test("has the least total, or the least largest distance and then the least total: 1000 problems against the Hungarian algorithm", () => {
    onEach(1000, (seed) => {
      const rows = sample(seed);
      const rules = anyRules(seed);
      const cost = costs(rows, rules);
      const one = match(rows, { ...rules.spec, method: "optimal" });
      const best = hungarian(cost);
      if (one.pairs.length !== best.count || apart(total(one), best.total)) return "total";
      const even = match(rows, { ...rules.spec, method: "optimal", objective: "maximum" });
      const bound = hungarianMaximum(cost);
      const largest = Math.max(0, ...even.pairs.map(distanceOf));
      const wrong =
        even.pairs.length !== bound.count || apart(largest, bound.maximum) || apart(total(even), bound.total);
      return wrong ? "maximum" : undefined;
    });
  });

  test("refuses more pairs than it can hold, and says what to do", () => {
    const rows = Array.from({ length: 8000 }, (_, i) => ({ t: i < 4001 ? 1 : 0, s: i / 8000, y: i % 2 }));
    const calipers = { y: { channel: "y", width: 1, unit: "absolute" } } as const;
    expect(() => matchPairs(rows, { treatment: "t", score: "s", method: "optimal", calipers })).toThrow(
      /more than 10000000 pairs of rows that keep the rules: give narrower calipers/,
    );
  });
});
