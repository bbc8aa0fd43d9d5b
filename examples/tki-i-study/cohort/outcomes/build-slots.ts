import type { Random } from "../baseline/random.js";
import type { Response } from "./outcome.js";
import { type Cell, CUT_OFF, type Curve, DAYS_PER_MONTH, PLAN } from "./plan.js";
import { isPossible, planVisits, type Slot } from "./slot.js";

/** Longest observed time of the study (40.0 months) and the shortest (3.2 months), in days. */
const OBSERVED_RANGE = { shortest: 97, longest: CUT_OFF } as const;

/** First draft of the slots of a cell, near its planned curves. */
export function buildSlots(cell: Cell, random: Random): Slot[] {
  const plan = PLAN[cell];
  const classes = plan.best.flatMap(([i, t, n]) => Array.from({ length: n }, () => ({ i, t })));
  const n = classes.length;
  const alive = n - plan.deaths;

  const censored: number[] = [];
  for (let k = 0; k < alive - plan.lost; k++) {
    const u = (k + random.uniform()) / alive;
    censored.push(366 + Math.round((cell === "mI" || cell === "uI" ? 800 : 420) * u * Math.sqrt(u)));
  }
  const lost = Array.from({ length: plan.lost }, () => 200 + random.below(250));
  if (cell === "mI") censored[censored.length - 1] = OBSERVED_RANGE.longest;
  const deaths = walk(plan.os, n, plan.deaths, [...censored, ...lost], random);
  if (cell === "mT") deaths[0] = OBSERVED_RANGE.shortest;

  // Who never progresses: of the alive the longest observed (TKI-I), or those the TKI duration allows (TKI).
  const candidates = censored.filter((t) => cell === "mI" || cell === "uI" || t < 510).sort((a, b) => b - a);
  const freeAlive = candidates.filter((_, k) => k === 0 || k % 2 === 0).slice(0, plan.free.alive);
  for (const t of candidates) if (freeAlive.length < plan.free.alive && !freeAlive.includes(t)) freeAlive.push(t);
  const freeDead = deaths
    .filter((t) => t > 150 && t < 500)
    .filter((_, k) => k % 3 === 1)
    .slice(0, plan.free.dead);
  const rest = [
    ...take(deaths, freeDead).map((t) => ({ t, dead: true, lost: false })),
    ...take(censored, freeAlive).map((t) => ({ t, dead: false, lost: false })),
    ...lost.map((t) => ({ t, dead: false, lost: true })),
  ].sort((a, b) => a.t - b.t);
  const times = walk(plan.ttp, n, rest.length, [...freeAlive, ...freeDead], random);

  // Classes: the free ones are no first progressions; the others ordered, with noise, from worst to best.
  const score = (r: Response | null): number => (r === "CR" ? 2 : r === "PR" ? 1 : r === "PD" ? -9 : 0);
  const ranked = classes
    .map((best) => ({ best, key: (best.i === "PD" || best.t === "PD" ? -9 : score(best.i)) + 1.3 * random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ best }) => best);
  const nFree = freeAlive.length + freeDead.length;
  const free = ranked.slice(ranked.length - nFree * 2).filter((_, k) => k % 2 === 1);
  const progressed = ranked.filter((best) => !free.includes(best));

  const paired = pair(times, rest, random);
  const slots: Slot[] = [];
  const discontinued = [...plan.discontinued];
  const make = (
    best: { i: Response; t: Response | null },
    o: { t: number; dead: boolean; lost: boolean },
    x: number | null,
  ) => {
    const first = best.i === "PD" || best.t === "PD";
    for (let attempt = 0; attempt < 400; attempt++) {
      const start = o.t === OBSERVED_RANGE.longest ? 27 : 4 + random.below(17);
      const day = first
        ? start + (cell === "mI" ? 44 : 29) + random.below(cell === "mI" ? 12 : 26)
        : start + 29 + random.below(26);
      const later = Math.max(x ?? 0, day + 28) + (attempt > 200 ? random.below(attempt) : 0);
      let pdI: number | null = x === null ? null : first ? day : later;
      let pdT: number | null = null;
      if (x !== null && best.t !== null) {
        const base = first ? day : later;
        const u = random.uniform();
        const after = base + 40 + random.below(260);
        pdT =
          u < plan.thrombus.same
            ? base
            : u < plan.thrombus.same + plan.thrombus.later && after + 20 < o.t
              ? after
              : null;
        if (best.t === "PD") {
          pdT = day;
          if (best.i !== "PD") pdI = after + 20 < o.t ? after : null;
        } else if (pdT === day) pdT = null;
      }
      const slot: Slot = {
        cell,
        bestI: best.i,
        bestT: best.t,
        free: x === null,
        lost: o.lost,
        discontinued: null,
        fixed: o.t === OBSERVED_RANGE.longest || o.t === OBSERVED_RANGE.shortest,
        dead: o.dead,
        start,
        first: day,
        pdI,
        pdT,
        observed:
          attempt > 100 && o.t !== OBSERVED_RANGE.longest && o.t !== OBSERVED_RANGE.shortest
            ? o.t + random.below(attempt)
            : o.t,
        visits: [],
      };
      if (!isPossible(slot)) continue;
      slots.push(slot);
      return;
    }
    throw new Error(`no course found in ${cell} for ${best.i}/${best.t}, observed ${o.t}, progression ${x}`);
  };
  progressed.forEach((best, k) => {
    make(best, paired[k]!.o, paired[k]!.x);
  });
  const ends = [
    ...freeAlive.map((t) => ({ t, dead: false, lost: false })),
    ...freeDead.map((t) => ({ t, dead: true, lost: false })),
  ];
  free.forEach((best, k) => {
    make(best, ends[k]!, null);
  });

  for (const day of discontinued) {
    const k = slots.findIndex((slot, i) => {
      if (slot.discontinued !== null || slot.fixed) return false;
      const trial = { ...slot, discontinued: day };
      if (!isPossible(trial)) return false;
      slots[i] = trial;
      return true;
    });
    if (k < 0) throw new Error(`nobody in ${cell} can stop after ${day} days`);
  }
  for (const slot of slots) slot.visits = planVisits(slot, random);
  return slots;
}

/** Event times that put the Kaplan-Meier curve on the planned one, given the censoring times. */
function walk(curve: Curve, n: number, events: number, censored: readonly number[], random: Random): number[] {
  const queue = [...censored].sort((a, b) => a - b);
  const times: number[] = [];
  let survival = 1;
  let atRisk = n;
  let next = 0;
  for (let k = 0; k < events; k++) {
    const inverse = (s: number): number => {
      const j = Math.max(
        1,
        curve.findIndex(([level]) => level <= s),
      );
      const [s0, m0] = curve[j - 1]!;
      const [s1, m1] = curve[j]!;
      return DAYS_PER_MONTH * (m0 + ((s0 - s) / (s0 - s1)) * (m1 - m0));
    };
    let time = inverse(survival * (1 - (0.2 + 0.6 * random.uniform()) / atRisk));
    while (next < queue.length && queue[next]! < time && atRisk > events - k) {
      next++;
      atRisk--;
      time = inverse(survival * (1 - 0.5 / atRisk));
    }
    times.push(Math.round(time));
    survival *= 1 - 1 / atRisk;
    atRisk--;
  }
  return times;
}

/** Pairs ascending progression times with ascending observed times, with noise, progression well before the end. */
function pair<T extends { readonly t: number; readonly dead: boolean }>(
  times: readonly number[],
  ends: readonly T[],
  random: Random,
): { x: number; o: T }[] {
  const n = times.length;
  const order = ends
    .map((o, k) => ({ o, key: k + 0.12 * n * random.normal() }))
    .sort((a, b) => a.key - b.key)
    .map(({ o }) => o);
  const ok = (x: number, o: T): boolean => Math.max(x, 75) + 25 <= o.t;
  for (let round = 0; round < 4000; round++) {
    const bad = order.findIndex((o, k) => !ok(times[k]!, o));
    if (bad < 0) break;
    const j = random.below(n);
    if (order[j]!.t > order[bad]!.t) [order[bad], order[j]] = [order[j]!, order[bad]!];
  }
  return order.map((o, k) => ({ x: times[k]!, o }));
}

function take(all: readonly number[], out: readonly number[]): number[] {
  const left = [...out];
  return all.filter((t) => {
    const k = left.indexOf(t);
    if (k >= 0) left.splice(k, 1);
    return k < 0;
  });
}
