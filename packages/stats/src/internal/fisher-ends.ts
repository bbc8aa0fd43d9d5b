import { exp } from "@hcc/numerics";
import { type FisherLogs, fisherLoss, logChoices } from "./fisher-bounds.js";
import type { Ways } from "./ways.js";

/** Probabilities of the tables that are at most as likely as the observed one, and of the less likely ones. */
export interface Tails {
  upTo: number;
  below: number;
}

/** The ways to a node, sorted, and what lies between it and the last two columns. */
export interface Meeting {
  readonly ways: Ways;
  readonly limits: Tails;
  readonly tables: FisherLogs;
  /** Ends that fall short of the bound by this much make less likely tables with every way. */
  readonly slack: number;
  /** Log weight since the node, and log of the share of its ways to the end that come by here. */
  readonly since: number;
  readonly base: number;
  /** Log weight of all ways from the node to the end together. */
  readonly all: number;
}

/**
 * Adds the tables that the ways to a node make with all ways of placing the last two columns. Along the last two rows the
 * ends are hypergeometric: from the most likely one outward, each by its ratio to the neighbor, until all further ones make
 * less likely tables with every way.
 */
export function lastTwoColumns(
  totals: readonly number[],
  [first, second]: readonly [number, number],
  { ways, limits, tables, slack, since, base, all }: Meeting,
  tails: Tails,
  spend: (steps: number) => void,
): void {
  const { logFactorial } = tables;
  const height = totals.length;
  const n = first + second;
  const own = totals[height - 2]!;
  const final = totals[height - 1]!;
  const { sums, size } = ways;
  const whole = sums[size]!;
  const everything = base - logChoices(tables, n, first);
  const settle = (logMass: number): void => {
    const mass = whole * exp(logMass);
    tails.upTo += mass;
    tails.below += mass;
    spend(5);
  };

  const outward = (rest: number, weight: number, share: number): void => {
    const from = Math.max(0, rest - final);
    const to = Math.min(own, rest);
    const mode = Math.min(to, Math.max(from, Math.floor(((rest + 1) * (own + 1)) / (own + final + 2))));
    const logAt = (x: number): number =>
      weight - logFactorial[x]! - logFactorial[own - x]! - logFactorial[rest - x]! - logFactorial[final - rest + x]!;
    const highest = logAt(mode);
    if (ways.upTo(limits.below - highest) === size) {
      settle(everything + share + logChoices(tables, own + final, rest));
      return;
    }
    const lowest = Math.min(logAt(from), logAt(to));
    if (ways.upTo(limits.upTo - lowest) === 0) {
      spend(3);
      return;
    }
    const atMode = exp(highest - all);
    const side = (start: number, stop: number, step: 1 | -1, ratio: (x: number) => number): void => {
      let mass = atMode;
      let x = start;
      for (; x !== stop; x += step) {
        if (x !== mode) mass *= ratio(x);
        const log = logAt(x);
        const below = ways.upTo(limits.below - log);
        if (below === size) break;
        tails.below += mass * sums[below]!;
        tails.upTo += mass * sums[ways.upTo(limits.upTo - log)]!;
      }
      if (x === stop) return;
      let settled = mass;
      for (x += step; x !== stop && mass >= 1e-18 * settled; x += step) {
        mass *= ratio(x);
        settled += mass;
      }
      tails.below += settled * whole;
      tails.upTo += settled * whole;
    };
    side(mode, to + 1, 1, (x) => ((own - x + 1) / x) * ((rest - x + 1) / (final - rest + x)));
    side(mode - 1, from - 1, -1, (x) => ((x + 1) / (own - x)) * ((final - rest + x + 1) / (rest - x)));
    spend(3 * (to - from + 2));
  };

  const losses = totals.slice(0, height - 2).map((count) => {
    const one = fisherLoss(count, first, n, tables);
    const other = fisherLoss(count, second, n, tables);
    return (x: number): number => one(x) + other(count - x);
  });
  const walk = (i: number, rest: number, room: number, weight: number, loss: number, share: number): void => {
    if (loss >= slack) {
      settle(everything + share + logChoices(tables, room, rest));
      return;
    }
    if (i === height - 2) {
      outward(rest, weight, share);
      return;
    }
    const count = totals[i]!;
    const after = room - count;
    const to = Math.min(count, rest);
    for (let x = Math.max(0, rest - after); x <= to; x++) {
      const log = logFactorial[x]! + logFactorial[count - x]!;
      walk(i + 1, rest - x, after, weight - log, loss + losses[i]!(x), share + logFactorial[count]! - log);
    }
  };
  walk(0, first, n, since + logFactorial[first]! + logFactorial[second]!, 0, 0);
}
