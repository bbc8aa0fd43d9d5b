import { exp } from "@hcc/numerics";
import published from "../../published.json" with { type: "json" };
import type { Random } from "../baseline/random.js";
import { breslow, logRatio, medianFigures, survivalAtTimes, type Times } from "./curve-figures.js";
import { type Cell, type Curve, DAYS_PER_MONTH, PLAN } from "./plan.js";
import { isPossible, planVisits, progression, type Slot, tkiDuration } from "./slot.js";

/** One figure of the slots beside its target. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly target: number;
  /** Difference that costs 1. */
  readonly unit: number;
}

const SURVIVAL = published.survival;
const GRID = [3, 6, 9, 12, 15, 18, 21, 24, 28, 32].map((month) => month * DAYS_PER_MONTH);
const ARMS: readonly (readonly Cell[])[] = [
  ["mI", "uI"],
  ["mT", "uT"],
];

/** All figures that the slots alone decide. */
export function slotFigures(slots: readonly Slot[]): Figure[] {
  const figures: Figure[] = [];
  const add = (name: string, value: number | null, target: number, unit: number): void => {
    figures.push({ name, value: value ?? 60, target, unit });
  };
  const matched = slots.filter(({ cell }) => cell === "mI" || cell === "mT");
  ARMS.forEach((cells, arm) => {
    const total = slots.filter(({ cell }) => cells.includes(cell));
    const pair = total.filter(({ cell }) => cell === cells[0]);
    const median = (name: string, times: Times, [target, lower, upper]: readonly number[]): void => {
      const f = medianFigures(times);
      add(`${name} median`, f.median === null ? null : f.median / DAYS_PER_MONTH, target!, 0.04);
      add(`${name} midpoint`, f.midpoint === null ? null : f.midpoint / DAYS_PER_MONTH, target!, 0.06);
      // The printed upper limit of 25.1 (instead of 25.5) is a misprint: the lower limit gives the standard error.
      const width = lower === 20.9 ? (target! - lower) / 1.96 : (upper! - lower!) / 3.92;
      add(`${name} SE`, f.standardError === null ? null : f.standardError / DAYS_PER_MONTH, width, 0.15);
    };
    median(`os total ${arm}`, osTimes(total), SURVIVAL.os.total.medianCI[arm]!);
    median(`os matched ${arm}`, osTimes(pair), SURVIVAL.os.matched.medianCI[arm]!);
    for (const component of ["overall", "intrahepatic", "thrombus"] as const) {
      median(`ttp ${component} total ${arm}`, ttpTimes(total, component), SURVIVAL.ttp.total[component][arm]!);
      median(`ttp ${component} matched ${arm}`, ttpTimes(pair, component), SURVIVAL.ttp.matched[component][arm]!);
    }
    for (const cell of cells) {
      const own = slots.filter((slot) => slot.cell === cell);
      const unit = own.length > 20 ? 0.05 : 0.1;
      survivalAtTimes(osTimes(own), GRID).forEach((s, k) => {
        add(`os ${cell} S(${k})`, s, planned(PLAN[cell].os, GRID[k]!), unit);
      });
      survivalAtTimes(ttpTimes(own, "overall"), GRID).forEach((s, k) => {
        add(`ttp ${cell} S(${k})`, s, planned(PLAN[cell].ttp, GRID[k]!), unit);
      });
    }
    const durations = pair.map(tkiDuration).sort((a, b) => a - b);
    const goal = arm === 0 ? 368 : 164;
    add(`duration low ${arm}`, durations[23]!, goal, 2);
    add(`duration high ${arm}`, durations[24]!, goal, 2);
    add(`duration longest ${arm}`, durations[47]!, arm === 0 ? 1190 : 523, 2);
  });
  const observed = matched.map((slot) => slot.observed).sort((a, b) => a - b);
  add("follow-up low", observed[47]!, 484, 2);
  add("follow-up high", observed[48]!, 484, 2);
  const tkiAlone = matched.map(({ cell }) => Number(cell === "mT"));
  const invasion = matched.map(({ bestT }) => Number(bestT !== null));
  const os = breslow(osTimes(matched), [tkiAlone, invasion]);
  const ttp = breslow(ttpTimes(matched, "overall"), [tkiAlone, invasion]);
  add("os log hazard ratio", os[0]!.estimate, logRatio(3.45), 0.02);
  add("ttp log hazard ratio", ttp[0]!.estimate, logRatio(3.25), 0.02);
  add("os log hazard ratio of invasion", os[1]!.estimate, 0.25, 0.08);
  add("ttp log hazard ratio of invasion", ttp[1]!.estimate, 0.22, 0.08);
  // The paper prints P < 0.001 for the thrombus too.
  const thrombus = matched.filter(({ bestT }) => bestT !== null);
  const effect = breslow(ttpTimes(thrombus, "thrombus"), [thrombus.map(({ cell }) => Number(cell === "mT"))])[0]!;
  add("thrombus z", effect.estimate / effect.standardError, 4.2, 0.3);
  return figures;
}

/** Sum of the squared differences from the targets, each in its unit. */
export function cost(figures: readonly Figure[]): number {
  let sum = 0;
  for (const { value, target, unit } of figures) {
    const d = (value - target) / unit;
    sum += d * d;
  }
  return sum;
}

/** Simulated annealing over the days of the slots; returns the best state found. */
export function tuneSlots(start: readonly Slot[], random: Random, steps: number): Slot[] {
  const slots = start.map((slot) => ({ ...slot }));
  let current = cost(slotFigures(slots));
  let best = slots.map((slot) => ({ ...slot }));
  let lowest = current;
  for (let step = 0; step < steps; step++) {
    const temperature = 8 * (1 - step / steps) * (1 - step / steps) + 0.02;
    const k = random.below(slots.length);
    const old = slots[k]!;
    const trial = { ...old };
    move(trial, random);
    if (!isPossible(trial)) continue;
    trial.visits = planVisits(trial, random);
    slots[k] = trial;
    const next = cost(slotFigures(slots));
    if (next <= current || random.uniform() < exp((current - next) / temperature)) {
      current = next;
      if (next < lowest) {
        lowest = next;
        best = slots.map((slot) => ({ ...slot }));
      }
    } else slots[k] = old;
  }
  return best;
}

function move(slot: Slot, random: Random): void {
  const shift = Math.round((random.uniform() < 0.3 ? 30 : 6) * random.normal()) || 1;
  const kind = random.uniform();
  if (kind < 0.3 && !slot.fixed) slot.observed += shift;
  else if (kind < 0.7) {
    const pd = progression(slot);
    if (pd === null || pd === slot.first) {
      slot.first += shift;
      if (slot.bestI === "PD") slot.pdI = slot.first;
      if (slot.bestT === "PD") slot.pdT = slot.first;
    } else {
      if (slot.pdI === pd) slot.pdI += shift;
      if (slot.pdT === pd) slot.pdT += shift;
    }
  } else if (kind < 0.8) {
    if (slot.pdT !== null && slot.bestT !== "PD" && slot.pdT !== slot.pdI) slot.pdT += shift;
    else if (slot.pdI !== null && slot.bestI !== "PD" && slot.pdT !== slot.pdI) slot.pdI += shift;
    else slot.start += random.uniform() < 0.5 ? 1 : -1;
  } else if (kind < 0.95) {
    if (slot.bestT === null || slot.bestT === "PD" || slot.pdI === null) return;
    const u = random.uniform();
    slot.pdT = u < 0.35 ? null : u < 0.55 ? slot.pdI : slot.pdI + 30 + random.below(400);
  } else {
    if (slot.bestI === "PD" || slot.pdT === null) return;
    const u = random.uniform();
    slot.pdI = u < 0.5 ? slot.pdT : u < 0.6 ? null : slot.pdT + 30 + random.below(300);
  }
}

/** Times and events of overall survival, in days. */
export function osTimes(slots: readonly Slot[]): Times {
  return { time: slots.map((slot) => slot.observed), event: slots.map((slot) => slot.dead) };
}

/** Times and events of the time to progression of a component, in days; the thrombus only where there is one. */
export function ttpTimes(slots: readonly Slot[], component: "overall" | "intrahepatic" | "thrombus"): Times {
  const own = component === "thrombus" ? slots.filter(({ bestT }) => bestT !== null) : slots;
  const day = (slot: Slot): number | null =>
    component === "overall" ? progression(slot) : component === "intrahepatic" ? slot.pdI : slot.pdT;
  return { time: own.map((slot) => day(slot) ?? slot.visits.at(-1)!), event: own.map((slot) => day(slot) !== null) };
}

function planned(curve: Curve, day: number): number {
  const month = day / DAYS_PER_MONTH;
  const j = curve.findIndex(([, m]) => m >= month);
  if (j === 0) return 1;
  if (j < 0) return 0;
  const [s0, m0] = curve[j - 1]!;
  const [s1, m1] = curve[j]!;
  return s0 + ((month - m0) / (m1 - m0)) * (s1 - s0);
}
