import { expect, describe as suite, test } from "vitest";
import { hodgesLehmann, mannWhitney, signedRank } from "../src/index.js";
import { tiePatterns } from "./ranks-reference.js";

const alternatives = ["two-sided", "less", "greater"] as const;

/** P and mid-P of `observed` among equally likely `values` with the mean 0. */
function shares(values: readonly number[], observed: number): Record<(typeof alternatives)[number], [number, number]> {
  const share = (far: (value: number) => number, least: number): [number, number] => {
    const beyond = values.filter((value) => far(value) > least).length;
    const same = values.filter((value) => far(value) === least).length;
    return [(beyond + same) / values.length, (beyond + same / 2) / values.length];
  };
  return {
    "two-sided": share(Math.abs, Math.abs(observed)),
    less: share((value) => -value, -observed),
    greater: share((value) => value, observed),
  };
}

/** Subsets of n places as bits, by their size. */
const subsets = (n: number, size: number): number[] =>
  Array.from({ length: 1 << n }, (_, set) => set).filter((set) => popCount(set) === size);
const popCount = (set: number): number => (set === 0 ? 0 : (set & 1) + popCount(set >> 1));

suite("every pattern of up to 8 values, by enumeration", () => {
  test("mannWhitney: all ties, all labels of the places, all alternatives, mid-P", { timeout: 120_000 }, () => {
    let patterns = 0;
    for (let n = 2; n <= 8; n++) {
      for (const ties of tiePatterns(n)) {
        const values = ties.flatMap((count, group) => Array.from({ length: count }, () => group));
        for (let nx = 1; nx < n; nx++) {
          const all = subsets(n, nx);
          // 2 U - nx ny: pairs won less pairs lost.
          const balance = (set: number): number => {
            let won = 0;
            for (let i = 0; i < n; i++)
              for (let j = 0; j < n; j++)
                if ((set >> i) & 1 && !((set >> j) & 1)) won += Math.sign(values[i]! - values[j]!);
            return won;
          };
          const balances = all.map(balance);
          const known = new Map<number, ReturnType<typeof shares>>();
          const seen = new Set<string>();
          all.forEach((set, k) => {
            const x = values.filter((_, i) => (set >> i) & 1);
            if (seen.size === seen.add(x.join()).size) return;
            const y = values.filter((_, i) => !((set >> i) & 1));
            const observed = balances[k]!;
            if (!known.has(observed)) known.set(observed, shares(balances, observed));
            for (const alternative of alternatives) {
              const expected = known.get(observed)![alternative];
              [false, true].forEach((midP, which) => {
                const { pValue, statistic } = mannWhitney(x, y, { exact: true, alternative, midP });
                if (!(Math.abs(pValue! - expected[which]!) < 1e-13)) expect([x, y, alternative, pValue]).toBe(expected);
                if (2 * statistic - nx * (n - nx) !== observed) expect([x, y, statistic]).toBe(observed);
              });
            }
            patterns++;
          });
        }
      }
    }
    // f(n) = 2 f(n - 1) + 3 f(n - 2) + ... + n + 1 lists of groups, less those of one sample alone.
    expect(patterns).toBe(15_249);
  });

  test("signedRank: all ties, zeros and signs, both rules for zeros, all alternatives, mid-P", {
    timeout: 120_000,
  }, () => {
    let patterns = 0;
    for (let n = 1; n <= 8; n++) {
      for (let zero = 0; zero < n; zero++) {
        for (const ties of tiePatterns(n - zero)) {
          const sizes = ties.flatMap((count, group) => Array.from({ length: count }, () => group + 1));
          const zeros = Array.from({ length: zero }, () => 0);
          for (const rule of ["wilcoxon", "pratt"] as const) {
            const ranked = rule === "pratt" ? [...zeros, ...sizes] : sizes;
            const rank = (size: number): number =>
              ranked.filter((other) => other < size).length * 2 + ranked.filter((other) => other === size).length + 1;
            // Twice the ranks of positive less those of negative differences.
            const balance = (set: number): number =>
              sizes.reduce((sum, size, i) => sum + ((set >> i) & 1 ? 1 : -1) * rank(size), 0);
            const balances = Array.from({ length: 1 << sizes.length }, (_, set) => balance(set));
            const known = new Map<number, ReturnType<typeof shares>>();
            const seen = new Set<string>();
            balances.forEach((observed, set) => {
              const d = sizes.map((size, i) => ((set >> i) & 1 ? size : -size)).sort((a, b) => a - b);
              if (seen.size === seen.add(d.join()).size) return;
              if (!known.has(observed)) known.set(observed, shares(balances, observed));
              for (const alternative of alternatives) {
                const expected = known.get(observed)![alternative];
                [false, true].forEach((midP, which) => {
                  const result = signedRank([...zeros, ...d], null, { exact: true, zeros: rule, alternative, midP });
                  if (!(Math.abs(result.pValue! - expected[which]!) < 1e-13)) expect([d, result]).toBe(expected);
                });
              }
              patterns++;
            });
          }
        }
      }
    }
    expect(patterns).toBe(44_558);
  });

  test("hodgesLehmann: median and every order statistic of all differences and averages", () => {
    const middle = (sorted: number[]): number => (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
    for (let n = 2; n <= 8; n++) {
      for (const ties of tiePatterns(n)) {
        const values = ties.flatMap((count, group) => Array.from({ length: count }, () => group * group - 3));
        const averages = values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2)).sort((a, b) => a - b);
        const one = hodgesLehmann(values, null, { level: 0.6 });
        expect(one.estimate).toBe(middle(averages));
        if (one.place !== null) {
          expect([one.lower, one.upper]).toEqual([averages[one.place - 1], averages[averages.length - one.place]]);
        }
        for (const set of subsets(n, n >> 1)) {
          const x = values.filter((_, i) => (set >> i) & 1);
          const y = values.filter((_, i) => !((set >> i) & 1));
          const differences = x.flatMap((a) => y.map((b) => a - b)).sort((a, b) => a - b);
          const two = hodgesLehmann(x, y, { level: 0.6 });
          if (two.estimate !== middle(differences)) expect([x, y, two]).toBe(differences);
          if (two.place === null) continue;
          const limits = [differences[two.place - 1], differences[differences.length - two.place]];
          if (two.lower !== limits[0] || two.upper !== limits[1]) expect([x, y, two]).toBe(limits);
        }
      }
    }
  });
});
