import { exp } from "@hcc/numerics";
import published from "../../published.json" with { type: "json" };
import type { BaselinePatient } from "../baseline/patient.js";
import type { Random } from "../baseline/random.js";
import { breslow, type Effect, logRatio, type Times } from "./curve-figures.js";
import type { Cell } from "./plan.js";
import type { Slot } from "./slot.js";
import { type Figure, osTimes, ttpTimes } from "./tune-slots.js";

/** A covariate of the screen and the z values planned for it in the univariable models (invented, modest). */
interface Factor {
  readonly name: string;
  readonly of: (patient: BaselinePatient) => boolean;
  readonly os: number;
  readonly ttp: number;
}

const FACTORS: readonly Factor[] = [
  { name: "male", of: (p) => p.sex === "male", os: 0.3, ttp: 0.4 },
  { name: "age >= 60", of: (p) => p.age >= 60, os: -0.2, ttp: -0.5 },
  { name: "ECOG 1", of: (p) => p.ecogPs === 1, os: 1.1, ttp: 0.6 },
  { name: "HBsAg", of: (p) => p.hbsAg, os: 0.5, ttp: 0.3 },
  { name: "Child-Pugh B", of: (p) => p.childPugh === "B", os: 1.0, ttp: 0.2 },
  { name: "AFP >= 200", of: (p) => p.afp >= 200, os: 2.2, ttp: 2.1 },
  { name: "number > 3", of: (p) => p.tumorNumber > 3, os: 1.1, ttp: 2.3 },
  { name: "bilobar", of: (p) => p.tumorDistribution === "bilobar", os: 0.8, ttp: 1.0 },
  { name: "size > 7", of: (p) => p.largestTumorSizeCm > 7, os: 2.3, ttp: 1.1 },
  { name: "sorafenib", of: (p) => p.tki === "sorafenib", os: 0.4, ttp: 0.5 },
  { name: "TACE > 2", of: (p) => p.previousTace > 2, os: -0.2, ttp: 0.2 },
  { name: "D-TACE", of: (p) => p.taceTechnique === "D-TACE", os: -0.3, ttp: 0.1 },
];
const SELECTED = { os: ["AFP >= 200", "size > 7"], ttp: ["AFP >= 200", "number > 3"] } as const;

/** A slot and the patient who gets it. */
export interface Assigned {
  readonly patient: BaselinePatient;
  readonly slot: Slot;
}

function cellOf(patient: BaselinePatient): Cell {
  const arm = patient.arm === "TKI-I" ? "I" : "T";
  return patient.designatedMatched ? `m${arm}` : `u${arm}`;
}

/** Covariate effects in the matched cohort beside their targets. */
export function assignmentFigures(assigned: readonly Assigned[]): Figure[] {
  const matched = assigned.filter(({ patient }) => patient.designatedMatched);
  const slots = matched.map(({ slot }) => slot);
  const tkiAlone = matched.map(({ patient }) => Number(patient.arm === "TKI"));
  const columns = new Map(FACTORS.map(({ name, of }) => [name, matched.map(({ patient }) => Number(of(patient)))]));
  const z = ({ estimate, standardError }: Effect): number => estimate / standardError;
  const figures: Figure[] = [];
  const endpoint = (name: "os" | "ttp", times: Times, target: readonly number[]): void => {
    for (const factor of FACTORS)
      figures.push({
        name: `${name} z ${factor.name}`,
        value: z(breslow(times, [columns.get(factor.name)!])[0]!),
        target: factor[name],
        unit: 0.3,
      });
    const effect = breslow(times, [tkiAlone, ...SELECTED[name].map((factor) => columns.get(factor)!)])[0]!;
    const [ratio, lower, upper] = target;
    figures.push({ name: `${name} log HR`, value: effect.estimate, target: logRatio(ratio!), unit: 0.01 });
    const width = (logRatio(upper!) - logRatio(lower!)) / 3.92;
    figures.push({ name: `${name} SE`, value: effect.standardError, target: width, unit: 0.02 });
  };
  endpoint("os", osTimes(slots), published.survival.os.matched.multivariableHrTkiAlone);
  endpoint("ttp", ttpTimes(slots, "overall"), published.survival.ttp.matched.multivariableHrTkiAlone);
  return figures;
}

/** Gives the slots to patients of the same cell and invasion; swaps move the covariate effects and no curve. */
export function assignSlots(
  patients: readonly BaselinePatient[],
  slots: readonly Slot[],
  random: Random,
  steps: number,
): Assigned[] {
  const group = (cell: Cell, thrombus: boolean): string => `${cell}${thrombus}`;
  const supply = new Map<string, Slot[]>();
  for (const slot of random.shuffle([...slots])) {
    const key = group(slot.cell, slot.bestT !== null);
    supply.set(key, [...(supply.get(key) ?? []), slot]);
  }
  const assigned: Assigned[] = patients.map((patient) => {
    const slot = supply.get(group(cellOf(patient), patient.macrovascularInvasion))?.pop();
    if (slot === undefined) throw new Error(`no slot is left for ${patient.id}: the cells of baseline.json do not fit`);
    return { patient, slot };
  });
  const members = new Map<string, number[]>();
  patients.forEach((patient, k) => {
    if (!patient.designatedMatched) return;
    const key = group(cellOf(patient), patient.macrovascularInvasion);
    members.set(key, [...(members.get(key) ?? []), k]);
  });
  const groups = [...members.values()];
  const penalty = (): number =>
    assignmentFigures(assigned).reduce(
      (sum, { value, target, unit }) => sum + ((value - target) / unit) * ((value - target) / unit),
      0,
    );
  let current = penalty();
  for (let step = 0; step < steps; step++) {
    const temperature = 3 * (1 - step / steps) * (1 - step / steps) + 1e-3;
    const own = groups[random.below(groups.length)]!;
    const a = own[random.below(own.length)]!;
    const b = own[random.below(own.length)]!;
    if (a === b) continue;
    const [first, second] = [assigned[a]!, assigned[b]!];
    assigned[a] = { patient: first.patient, slot: second.slot };
    assigned[b] = { patient: second.patient, slot: first.slot };
    const next = penalty();
    if (next <= current || random.uniform() < exp((current - next) / temperature)) current = next;
    else [assigned[a], assigned[b]] = [first, second];
  }
  return assigned;
}
