import { CELLS, PATIENTS, perCell } from "./cells.js";
import type { BaselinePatient } from "./patient.js";
import type { Covariates } from "./propensity.js";
import type { Random } from "./random.js";
import { CATEGORICAL, SIZES } from "./targets.js";

/**
 * Adds the five characteristics outside the propensity model, cell by cell with the published counts, and puts the patients
 * in a random order. HBsAg goes rather to men and to the younger, more TACE sessions to more tumors; the rest is random.
 */
export function completePatients(covariates: Covariates, previousTace: Int32Array, random: Random): BaselinePatient[] {
  const c = covariates;
  /** Gives the published number of patients of each cell the level, highest weight plus noise first. */
  const choose = (name: string, weight: (i: number) => number): Uint8Array => {
    const counts = perCell(CATEGORICAL.find((row) => row.name === name)!.counts);
    const chosen = new Uint8Array(PATIENTS);
    CELLS.forEach(([from, to], cell) => {
      for (const i of ranked(from, to, weight).slice(0, counts[cell])) chosen[i] = 1;
    });
    return chosen;
  };
  const ranked = (from: number, to: number, weight: (i: number) => number): number[] =>
    Array.from({ length: to - from }, (_, k) => from + k)
      .map((i) => [weight(i) + 0.6 * random.normal(), i] as const)
      .sort((a, b) => b[0] - a[0])
      .map(([, i]) => i);

  const male = choose("Sex", () => 0);
  const hbsAg = choose("HBsAg", (i) => 0.5 * male[i]! - 0.03 * c.age[i]!);
  const sorafenib = choose("TKI", () => 0);
  const dTace = choose("TACE technique", (i) => 0.05 * (c.size[i]! / 10));
  const tace = new Int32Array(PATIENTS);
  for (const [from, to] of CELLS) {
    const sessions = [...previousTace.subarray(from, to)].sort((a, b) => b - a);
    ranked(from, to, (i) => 0.1 * c.tumorNumber[i]!).forEach((i, k) => {
      tace[i] = sessions[k]!;
    });
  }
  const patients = Array.from({ length: PATIENTS }, (_, i): Omit<BaselinePatient, "id"> => {
    const number = c.tumorNumber[i]!;
    return {
      arm: i < SIZES[0] ? "TKI-I" : "TKI",
      sex: male[i] ? "male" : "female",
      age: c.age[i]!,
      ecogPs: c.ecogPs[i] ? 1 : 0,
      hbsAg: hbsAg[i] === 1,
      childPugh: c.childPughB[i] ? "B" : "A",
      afp: c.afp[i]! / 10,
      tumorNumber: number < 10 ? number : 11 + Math.min(random.below(10), random.below(10)),
      tumorDistribution: c.bilobar[i] ? "bilobar" : "unilobar",
      largestTumorSizeCm: c.size[i]! / 10,
      macrovascularInvasion: c.invasion[i] === 1,
      tki: sorafenib[i] ? "sorafenib" : "lenvatinib",
      previousTace: tace[i]!,
      taceTechnique: dTace[i] ? "D-TACE" : "cTACE",
      designatedMatched: i < SIZES[2] || (i >= SIZES[0] && i < SIZES[0] + SIZES[3]),
    };
  });
  return random.shuffle(patients).map((patient, k) => ({ id: `P${String(k + 1).padStart(3, "0")}`, ...patient }));
}
