import { randomGenerator } from "@hcc/numerics";
import { describe, expect, test } from "vitest";
import { type AuditAlgorithm, auditPairs, fuzzyMatching, matchPairs, propensityScore, spss } from "../src/index.js";
import { lalonde, lalondeCovariates } from "./lalonde.js";

/** Rows as tests make them: treated 1 or 0, score on a coarse grid (ties) or a fine one, stratum. */
interface Row {
  readonly tki: 0 | 1;
  readonly ps: number;
  readonly site: string;
}
type PairOfRows = readonly [number, number];

const WIDTH = 0.1;
const spec = { treatment: "tki", score: "ps", exact: "site", caliper: spss(WIDTH) } as const;
const TIE = 1e-12;

function problem(random: () => number): Row[] {
  const n = 4 + Math.floor(random() * 7);
  const grid = random() < 0.5 ? 8 : 1e6;
  return Array.from({ length: n }, () => ({
    tki: random() < 0.5 ? 1 : 0,
    ps: (1 + Math.floor(random() * grid)) / (grid * 2),
    site: random() < 0.8 ? "a" : "b",
  }));
}

const distance = (rows: readonly Row[], t: number, c: number) => Math.abs(rows[t]!.ps - rows[c]!.ps);
const eligible = (rows: readonly Row[], t: number, c: number) =>
  rows[t]!.tki === 1 && rows[c]!.tki === 0 && rows[t]!.site === rows[c]!.site && distance(rows, t, c) <= WIDTH;

/** Every valid list of pairs of a small problem. */
function* lists(rows: readonly Row[], from = 0, used: ReadonlySet<number> = new Set()): Generator<PairOfRows[]> {
  if (from === rows.length) {
    yield [];
    return;
  }
  yield* lists(rows, from + 1, used);
  if (rows[from]!.tki === 0) return;
  for (let c = 0; c < rows.length; c++) {
    if (used.has(c) || !eligible(rows, from, c)) continue;
    for (const rest of lists(rows, from + 1, new Set([...used, c]))) yield [[from, c], ...rest];
  }
}

function* permutations(items: readonly number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) {
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [item, ...rest];
  }
}

/** Whether treated rows that choose in this order can have chosen these pairs: each one of its nearest free controls. */
function nearestInOrder(rows: readonly Row[], pairs: ReadonlyMap<number, number>, order: readonly number[]): boolean {
  const taken = new Set<number>();
  for (const t of order) {
    const open = rows.flatMap((_, c) => (!taken.has(c) && eligible(rows, t, c) ? [distance(rows, t, c)] : []));
    const own = pairs.get(t);
    if (own === undefined) {
      if (open.length > 0) return false;
      continue;
    }
    if (distance(rows, t, own) > Math.min(...open) + TIE) return false;
    taken.add(own);
  }
  return true;
}

/** The same for any eligible free control. */
function anyInOrder(rows: readonly Row[], pairs: ReadonlyMap<number, number>, order: readonly number[]): boolean {
  const taken = new Set<number>();
  for (const t of order) {
    const own = pairs.get(t);
    if (own === undefined && rows.some((_, c) => !taken.has(c) && eligible(rows, t, c))) return false;
    if (own !== undefined) taken.add(own);
  }
  return true;
}

/** Whether these pairs can come of taking a closest pair again and again. */
function closestFirst(rows: readonly Row[], pairs: readonly PairOfRows[]): boolean {
  const open = new Set(rows.keys());
  const left = new Set(pairs);
  for (;;) {
    let least = Number.POSITIVE_INFINITY;
    for (const t of open) for (const c of open) if (eligible(rows, t, c)) least = Math.min(least, distance(rows, t, c));
    if (least === Number.POSITIVE_INFINITY) return left.size === 0;
    const next = [...left].find(([t, c]) => distance(rows, t, c) <= least + TIE);
    if (next === undefined) return false;
    left.delete(next);
    for (const row of next) open.delete(row);
  }
}

function expected(
  rows: readonly Row[],
  pairs: readonly PairOfRows[],
  all: readonly PairOfRows[][],
): Set<AuditAlgorithm> {
  const byCase = new Map(pairs);
  const cases = rows.flatMap(({ tki }, i) => (tki === 1 ? [i] : []));
  const controls = rows.flatMap(({ tki }, i) => (tki === 0 ? [i] : []));
  const total = (list: readonly PairOfRows[]) => list.reduce((sum, [t, c]) => sum + distance(rows, t, c), 0);
  const orders = [...permutations(cases)];
  const found = new Set<AuditAlgorithm>();
  const sorted = (sign: 1 | -1) =>
    orders.filter((order) => order.every((t, i) => i === 0 || sign * (rows[t]!.ps - rows[order[i - 1]!]!.ps) >= 0));
  if (sorted(-1).some((order) => nearestInOrder(rows, byCase, order))) found.add("largest");
  if (sorted(1).some((order) => nearestInOrder(rows, byCase, order))) found.add("smallest");
  if (nearestInOrder(rows, byCase, cases)) found.add("data");
  if (orders.some((order) => nearestInOrder(rows, byCase, order))) found.add("some-order");
  if (closestFirst(rows, pairs)) found.add("closest");
  const most = Math.max(...all.map((list) => list.length));
  const least = Math.min(...all.filter((list) => list.length === most).map(total));
  if (pairs.length === most && total(pairs) <= least + 1e-9) found.add("optimal");
  if (anyInOrder(rows, byCase, cases)) found.add("fuzzy-random");
  if (orders.some((order) => anyInOrder(rows, byCase, order))) found.add("maximal");
  const greedy = (takers: readonly number[], others: readonly number[], swap: boolean) => {
    const taken = new Set<number>();
    return takers.flatMap((a): PairOfRows[] => {
      const b = others.find((it) => !taken.has(it) && (swap ? eligible(rows, it, a) : eligible(rows, a, it)));
      if (b === undefined) return [];
      taken.add(b);
      return [swap ? [b, a] : [a, b]];
    });
  };
  const same = (list: readonly PairOfRows[]) =>
    list.length === pairs.length && list.every(([t, c]) => byCase.get(t) === c);
  if (same(greedy(cases, controls, false))) found.add("fuzzy-first-control");
  if (same(greedy(controls, cases, true))) found.add("fuzzy-first-case");
  return found;
}

const scored = () => {
  const { score } = propensityScore(lalonde, { treatment: "treat", covariates: lalondeCovariates });
  return lalonde.map((row, i) => ({ ...row, ps: score[i]! }));
};

describe("which algorithms could have made a list of pairs", () => {
  test("agrees with trying all orders, on lists of 1000 small problems with ties and strata", () => {
    const random = randomGenerator(20_261);
    const seen = new Map<string, number>();
    let problems = 0;
    while (problems < 1000) {
      const rows = problem(random);
      const cases = rows.filter(({ tki }) => tki === 1).length;
      if (cases === 0 || cases === rows.length || cases > 5) continue;
      problems++;
      const all = [...lists(rows)];
      const few = all.length <= 6 ? all : Array.from({ length: 6 }, () => all[Math.floor(random() * all.length)]!);
      // Lists that an algorithm makes are rare among all of them.
      const order = (["largest", "smallest", "data", "closest"] as const)[problems % 4]!;
      const made = matchPairs(rows, { ...spec, order }).pairs.map(
        ({ treated, control }): PairOfRows => [treated, control],
      );
      for (const pairs of [made, ...few]) {
        const { algorithms, valid } = auditPairs(rows, { ...spec, pairs });
        expect(valid).toBe(true);
        const possible = new Set(algorithms.filter((it) => it.possible).map(({ algorithm }) => algorithm));
        expect(possible, JSON.stringify({ rows, pairs })).toEqual(expected(rows, pairs, all));
        for (const { algorithm, possible } of algorithms) {
          const key = `${algorithm} ${possible}`;
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
      }
    }
    // Every verdict was given both ways.
    for (const [verdict, count] of seen) expect(count, verdict).toBeGreaterThan(100);
    expect(seen.size).toBe(20);
  });

  test("of real patients: what matchPairs and fuzzyMatching make is recognized as theirs", () => {
    const patients = scored();
    const caliper = spss(0.02);
    const base = { treatment: "treat", score: "ps", caliper } as const;
    const possible = (pairs: readonly { treated: number; control: number }[]) =>
      auditPairs(patients, { ...base, pairs })
        .algorithms.filter((it) => it.possible)
        .map(({ algorithm }) => algorithm);
    for (const order of ["largest", "smallest", "data", "closest"] as const) {
      expect(possible(matchPairs(patients, { ...base, order }).pairs)).toContain(order);
    }
    expect(possible(matchPairs(patients, { ...base, method: "optimal" }).pairs)).toContain("optimal");
    for (const rule of ["first-control", "first-case"] as const) {
      const { pairs } = fuzzyMatching(patients, { treatment: "treat", score: "ps", tolerance: 0.02, rule });
      expect(possible(pairs)).toContain(`fuzzy-${rule}`);
      expect(possible(pairs)).not.toContain("some-order");
    }
  });

  test("a contradiction is two rows of which the audit says the truth", () => {
    const random = randomGenerator(7);
    for (let i = 0; i < 300; i++) {
      const rows = problem(random);
      if (rows.every(({ tki }) => tki === 1) || rows.every(({ tki }) => tki === 0)) continue;
      const all = [...lists(rows)];
      const pairs = all[Math.floor(random() * all.length)]!;
      const byCase = new Map(pairs);
      const { algorithms, unused } = auditPairs(rows, { ...spec, pairs });
      for (const { contradiction } of algorithms) {
        if (contradiction !== null) expect(eligible(rows, contradiction.treated, contradiction.control)).toBe(true);
      }
      const held = new Set(pairs.map(([, c]) => c));
      const free = rows.some((_, t) => !byCase.has(t) && rows.some((_, c) => !held.has(c) && eligible(rows, t, c)));
      expect(unused !== null).toBe(free);
      if (unused !== null) {
        expect(eligible(rows, unused.treated, unused.control)).toBe(true);
        expect(byCase.has(unused.treated) || held.has(unused.control)).toBe(false);
      }
    }
  });
});

describe("what a list is", () => {
  const patients = {
    tki: [1, 1, 1, 0, 0, 0],
    ps: [0.5, 0.51, 0.7, 0.49, 0.505, 0.9],
    site: ["a", "a", "b", "a", "b", "b"],
    age: [50, 60, 55, 52, 61, 70],
  };
  const base = { treatment: "tki", score: "ps" } as const;

  test("distances on both scales, pairs lost, and balance", () => {
    const audit = auditPairs(patients, { ...base, pairs: [[0, 3]], caliper: spss(0.02), covariates: ["age"] });
    expect(audit.pairs[0]!.probability).toBeCloseTo(0.01, 14);
    expect(audit.pairs[0]!.logit).toBeCloseTo(Math.log(0.5 / 0.5) - Math.log(0.49 / 0.51), 14);
    expect([audit.maximumPairs, audit.lost, audit.unused, audit.valid]).toEqual([
      2,
      1,
      { treated: 1, control: 4 },
      true,
    ]);
    expect(audit.probability).toEqual({ total: audit.pairs[0]!.probability, largest: audit.pairs[0]!.probability });
    expect(audit.balance!.rows[0]!.after).toMatchObject({ meanTreated: 50, meanControl: 52 });
  });

  test("rows used twice and broken rules are named, and no algorithm makes such a list", () => {
    const pairs = [
      [0, 4],
      [1, 4],
      [2, 5],
    ] as const;
    const audit = auditPairs(patients, { ...base, pairs, exact: "site", caliper: spss(0.02), covariates: ["age"] });
    expect(audit.reused).toEqual([{ row: 4, pairs: 2 }]);
    expect(audit.pairs.map(({ violations }) => violations)).toEqual([["exact"], ["exact"], ["caliper"]]);
    expect([audit.valid, audit.balance]).toEqual([false, null]);
    expect(audit.algorithms.every(({ possible }) => !possible)).toBe(true);
  });

  test("match ids make pairs; ids of a case without a control, as SPSS leaves them, are told", () => {
    const matchId = [11, 12, 13, 12, 11, null];
    const audit = auditPairs({ ...patients, matchId }, { ...base, matchId: "matchId" });
    expect(audit.pairs.map(({ treated, control, id }) => [treated, control, id])).toEqual([
      [0, 4, "11"],
      [1, 3, "12"],
    ]);
    expect(audit.incomplete).toEqual([{ id: "13", rows: [2], found: "treated-alone" }]);
    const several = auditPairs(patients, { ...base, matchId: ["x", "x", null, "x", "y", null] });
    expect(several.incomplete.map(({ found }) => found)).toEqual(["several", "control-alone"]);
  });

  test("the result does not depend on the order of the pairs", () => {
    const pairs = [
      [0, 3],
      [1, 4],
    ] as const;
    const one = auditPairs(patients, { ...base, pairs });
    const other = auditPairs(patients, { ...base, pairs: [...pairs].reverse() });
    expect(other.algorithms).toEqual(one.algorithms);
  });

  test.each<[string, object, string]>([
    ["neither pairs nor ids", {}, "pairs"],
    ["both", { pairs: [], matchId: "tki" }, "pairs"],
    ["a row that is not there", { pairs: [[0, 9]] }, "pairs"],
    ["a control as treated", { pairs: [[3, 0]] }, "pairs"],
    ["a row left out", { pairs: [[0, 3]], where: (_: unknown, i: number) => i !== 3 }, "pairs"],
    ["pairs that are no list", { pairs: "0-3" }, "pairs"],
  ])("%s: an error", (_, more, column) => {
    expect(() => auditPairs(patients, { ...base, ...more } as never)).toThrow(
      expect.objectContaining({ name: "HccInputError", code: "option", column }),
    );
  });

  test("a hundred thousand rows are audited in n log n steps", () => {
    const random = randomGenerator(3);
    const n = 100_000;
    const rows = { tki: new Uint8Array(n), ps: new Float64Array(n) };
    for (let i = 0; i < n; i++) {
      rows.tki[i] = random() < 0.4 ? 1 : 0;
      rows.ps[i] = random();
    }
    const { pairs } = matchPairs(rows, { treatment: "tki", score: "ps", order: "data" });
    const audit = auditPairs(rows, { treatment: "tki", score: "ps", pairs });
    expect(audit.algorithms.find(({ algorithm }) => algorithm === "data")!.possible).toBe(true);
  });
});
