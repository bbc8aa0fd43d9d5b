import { CELLS, PATIENTS, perCell } from "./cells.js";
import { greedyMatcher } from "./greedy.js";
import { COVARIATES, type Covariates, propensityModel } from "./propensity.js";
import type { Random } from "./random.js";
import { CALIPER, CATEGORICAL } from "./targets.js";
import { sameClass, valuesCost } from "./values.js";

/**
 * Distributes the covariates among the patients by simulated annealing, until the propensity model and the matching select
 * exactly the designated patients, then moves values until the Mann-Whitney P values are the printed ones again.
 *
 * A move swaps one covariate (or number and distribution of tumors together) between two patients of a designated cell,
 * exchanges a value of one class between a matched and an unmatched patient of an arm, or changes a value within its class;
 * moves that would change a median or range are refused. So every figure of Table 1 stays exact throughout. The cost is the
 * number of patients whose match status is not the designated one, plus the smooth {@link layout}, which leads there.
 */
export function assignCovariates(
  values: readonly Int32Array[],
  random: Random,
  options: { readonly steps: number; readonly progress?: (line: string) => void },
): Covariates {
  const covariates = start(values, random);
  const model = propensityModel(covariates);
  const matcher = greedyMatcher();
  const valueCosts = values.map((column, row) => valuesCost(row, column));
  const weights = { mismatch: 1, layout: 0, value: 1 };
  let mismatches = 0;
  let valueCost = 0;

  const evaluate = (): number => {
    if (!model.fit(1e-4)) return Number.POSITIVE_INFINITY;
    matcher.run(model.score);
    mismatches = 0;
    for (let i = 0; i < PATIENTS; i++) if (matcher.partner[i]! < 0 === (CELL[i]! % 2 === 0)) mismatches++;
    valueCost = 0;
    for (const c of valueCosts) valueCost += c;
    return (
      weights.mismatch * mismatches +
      weights.layout * layout(model.score, matcher.order) +
      weights.value * valueCost +
      wrongSigns(model.coefficients)
    );
  };
  const done = (): boolean => mismatches === 0 && matcher.slack() > SLACK;

  const kept = new Float64Array(model.coefficients.length);
  const keptCosts = valueCosts.slice();
  let polishing = false;
  let current = evaluate();
  let accepted = 0;
  for (let step = 0; step < options.steps; step++) {
    const left = 1 - step / options.steps;
    if (step % 1000 === 0 && !polishing) {
      weights.layout = LAY0 * left + LAY1 * (1 - left);
      weights.value = 0.2 + 0.8 * (1 - left);
      current = evaluate();
    }
    if (step % 50_000 === 0) {
      const found = `${mismatches} mismatches, layout ${layout(model.score, matcher.order).toFixed(2)}`;
      options.progress?.(
        `step ${step}: cost ${current.toFixed(2)}, ${found}, values ${valueCost.toFixed(2)}, accepted ${accepted}`,
      );
      accepted = 0;
    }
    const temperature = polishing ? 0.01 : T0 * left * left + T1;

    const name = COVARIATES[random.below(COVARIATES.length)]!;
    const column = covariates[name];
    const row = ROW_OF[name];
    const a = random.below(PATIENTS);
    const cell = CELL[a]!;
    const kind = row === undefined ? 0 : random.uniform();
    const between = kind >= 0.5 && kind < 0.65;
    const nudge = kind >= 0.65;
    const [from, to] = CELLS[between ? cell ^ 1 : cell]!;
    const b = nudge ? a : from + random.below(to - from);
    const va = column[a]!;
    const vb = column[b]!;
    const other =
      kind < 0.5 && (name === "tumorNumber" || name === "bilobar") && random.uniform() < 0.5
        ? covariates[name === "bilobar" ? "tumorNumber" : "bilobar"]
        : null;
    if (nudge) {
      const width = Math.max(1, Math.round(NUDGES[random.below(NUDGES.length)]! * va));
      column[a] = va + random.below(2 * width + 1) - width;
      if (column[a] === va || !sameClass(row!, va, column[a]!)) {
        column[a] = va;
        continue;
      }
    } else {
      if (va === vb || (between && !sameClass(row!, va, vb))) continue;
      swap(column, a, b);
      if (other) swap(other, a, b);
    }
    for (let k = 0; k < valueCosts.length; k++) keptCosts[k] = valueCosts[k]!;
    kept.set(model.coefficients);
    let next = Number.POSITIVE_INFINITY;
    if (plausible(covariates, a) && plausible(covariates, b)) {
      if (nudge || between) valueCosts[row!] = valuesCost(row!, column);
      if (row === undefined || valueCosts[row]! < 5) {
        model.update(a);
        model.update(b);
        next = evaluate();
        if (polishing && !done()) next = Number.POSITIVE_INFINITY;
      }
    }
    if (next <= current || random.uniform() < boltzmann((next - current) / temperature)) {
      current = next;
      accepted++;
      if (!polishing && done()) {
        options.progress?.(`step ${step}: all designated patients match, values ${valueCost.toFixed(2)}`);
        polishing = true;
        weights.layout = 0;
        weights.value = 1;
        current = evaluate();
      }
      if (polishing && valueCost === 0) break;
    } else {
      if (nudge) column[a] = va;
      else {
        swap(column, a, b);
        if (other) swap(other, a, b);
      }
      for (let k = 0; k < valueCosts.length; k++) valueCosts[k] = keptCosts[k]!;
      model.update(a);
      model.update(b);
      model.coefficients.set(kept);
    }
  }
  return covariates;
}

/** Weight of the layout at the start and at the end. */
const LAY0 = 8;
const LAY1 = 2;
/** Temperature: T1 at the end, T0 + T1 at the start. */
const T0 = 0.3;
const T1 = 0.15;
/** No decision of the matching is nearer than this to being decided otherwise. */
const SLACK = 1e-5;
/** Largest relative changes of a value by one move. */
const NUDGES = [0, 0.05, 0.3];

/** A rational stand-in for exp(-x): cheap and the same in every engine. */
function boltzmann(x: number): number {
  const y = 1 + x / 8;
  const y2 = y * y;
  const y4 = y2 * y2;
  return 1 / (y4 * y4);
}

/**
 * How far the scores are from the order in which the designated patients are sure to match: designated pairs of equal rank
 * close together, the other TKI-I patients above and the other TKI patients below them.
 */
function layout(score: Float64Array, order: Int32Array): number {
  const [treated, control]: [number[], number[]] = [[], []];
  for (const i of order) {
    if (CELL[i] === 0) treated.push(score[i]!);
    else if (CELL[i] === 2) control.push(score[i]!);
  }
  let total = 0;
  for (let k = 0; k < treated.length; k++)
    total += 2 * Math.max(0, Math.abs(treated[k]! - control[k]!) - 0.6 * CALIPER);
  const top = control[control.length - 1]! + CALIPER;
  const bottom = treated[0]! - CALIPER;
  for (const i of order) {
    if (CELL[i] === 1) total += Math.max(0, top - score[i]!);
    else if (CELL[i] === 3) total += Math.max(0, score[i]! - bottom);
  }
  return total;
}

function swap(column: Int32Array, a: number, b: number): void {
  const kept = column[a]!;
  column[a] = column[b]!;
  column[b] = kept;
}

const CELL = Int32Array.from({ length: PATIENTS }, (_, i) => CELLS.findIndex(([, to]) => i < to));

/** Rows of the quantitative targets among the covariates. */
const ROW_OF: Partial<Record<keyof Covariates, number>> = { age: 0, afp: 1, tumorNumber: 2, size: 3 };

/** A single tumor lies in one lobe, many tumors lie in both. */
function plausible(c: Covariates, i: number): boolean {
  return c.bilobar[i] ? c.tumorNumber[i]! > 1 : c.tumorNumber[i]! <= 5;
}

/** Patients in good general condition, with preserved liver function and a smaller burden were rather given seeds. */
function wrongSigns(b: Float64Array): number {
  let total = 0;
  for (const j of [2, 3, 5, 7]) total += Math.max(0, b[j]!);
  return total;
}

function start(values: readonly Int32Array[], random: Random): Covariates {
  const counts = (name: string) => perCell(CATEGORICAL.find((row) => row.name === name)!.counts);
  const binary = (name: string): Int32Array => {
    const column = new Int32Array(PATIENTS);
    CELLS.forEach(([from], cell) => {
      column.fill(1, from, from + counts(name)[cell]!);
    });
    return column;
  };
  const covariates: Covariates = {
    age: values[0]!.slice(),
    ecogPs: binary("ECOG PS"),
    childPughB: binary("Child-Pugh class"),
    afp: values[1]!.slice(),
    tumorNumber: values[2]!.slice(),
    size: values[3]!.slice(),
    bilobar: binary("Tumor distribution"),
    invasion: binary("Macrovascular invasion"),
  };
  for (const name of COVARIATES) {
    for (const [from, to] of CELLS) {
      const column = covariates[name];
      column.set(random.shuffle([...column.subarray(from, to)]), from);
    }
  }
  for (const [from, to] of CELLS) {
    const rank = (i: number): number => {
      const n = covariates.tumorNumber[i]!;
      return n === 1 ? 0 : n <= 5 ? 1 + random.uniform() : 3;
    };
    const byNumber = Array.from({ length: to - from }, (_, k) => from + k)
      .map((i) => [rank(i), i] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const bilobar = covariates.bilobar.subarray(from, to).reduce((s, v) => s + v, 0);
    byNumber.forEach(([, i], k) => {
      covariates.bilobar[i] = k < to - from - bilobar ? 0 : 1;
    });
  }
  for (let i = 0; i < PATIENTS; i++)
    if (!plausible(covariates, i))
      throw new Error("number of tumors and their distribution do not fit; take another seed");
  return covariates;
}
