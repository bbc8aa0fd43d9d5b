import { log10 } from "@hcc/numerics";
import { matchPairs, propensityScore } from "@hcc/psm";
import { mannWhitney } from "@hcc/stats";
import type { Baseline, BaselinePatient } from "./patient.js";
import {
  CALIPER,
  CATEGORICAL,
  EXCLUDED,
  GROUPS,
  MORE_THAN_TEN,
  PREVIOUS_TACE_TOTAL,
  QUANTITATIVE,
  SIZES,
} from "./targets.js";

/** What {@link checkBaseline} found. */
export interface BaselineCheck {
  /** One line for each figure that is not the published one; empty when all are. */
  readonly differences: readonly string[];
  /** Ids and distance of every matched pair. */
  readonly pairs: readonly { readonly treated: string; readonly control: string; readonly distance: number }[];
  /** Propensity scores in the order of the patients. */
  readonly scores: readonly number[];
  /** Mann-Whitney P of the quantitative characteristics beside the printed values. */
  readonly pValues: readonly {
    readonly name: string;
    readonly cohort: "total" | "matched";
    readonly ours: number;
    readonly printed: number;
  }[];
}

/** The level of each categorical row of Table 1 that the paper counts. */
const COUNTED: Readonly<Record<string, (patient: BaselinePatient) => boolean>> = {
  Sex: (d) => d.sex === "male",
  Age: (d) => d.age < 60,
  "ECOG PS": (d) => d.ecogPs === 1,
  HBsAg: (d) => d.hbsAg,
  "Child-Pugh class": (d) => d.childPugh === "B",
  AFP: (d) => d.afp >= 200,
  "Number of tumors": (d) => d.tumorNumber > 3,
  "Tumor distribution": (d) => d.tumorDistribution === "bilobar",
  "Largest tumor size": (d) => d.largestTumorSizeCm > 7,
  "Macrovascular invasion": (d) => d.macrovascularInvasion,
  TKI: (d) => d.tki === "sorafenib",
  "Number of previous TACE": (d) => d.previousTace === 2,
  "TACE technique": (d) => d.taceTechnique === "D-TACE",
};

/** Number of tumors as the study counts it. */
const countedTumors = (d: BaselinePatient): number => Math.min(10, d.tumorNumber);

/** The quantitative rows of Table 1, in the order of {@link QUANTITATIVE}. */
const MEASURED: readonly ((patient: BaselinePatient) => number)[] = [
  (d) => d.age,
  (d) => d.afp,
  countedTumors,
  (d) => d.largestTumorSizeCm,
  (d) => d.previousTace,
];

/**
 * Compares a baseline with every published figure about it: counts, medians, ranges, sums and the number of matched pairs,
 * the matched cohort being what the matching of `@hcc/psm` selects.
 *
 * AFP enters the propensity model as log10: it spans 1.3 to 800000 ug/L, and untransformed one patient would decide.
 */
export function checkBaseline(baseline: Baseline): BaselineCheck {
  const { patients, excluded } = baseline;
  const treatment = (d: BaselinePatient): boolean => d.arm === "TKI-I";
  const model = propensityScore(patients, {
    treatment,
    covariates: [
      { age: (d) => d.age },
      { ecogPs: (d) => d.ecogPs },
      { childPughB: (d) => Number(d.childPugh === "B") },
      { log10Afp: (d) => log10(d.afp) },
      { tumorNumber: countedTumors },
      { largestTumorSizeCm: (d) => d.largestTumorSizeCm },
      { bilobar: (d) => Number(d.tumorDistribution === "bilobar") },
      { macrovascularInvasion: (d) => Number(d.macrovascularInvasion) },
    ],
  });
  const matching = matchPairs(patients, {
    treatment,
    score: model.score,
    method: "nearest",
    order: "largest",
    caliper: { width: CALIPER, scale: "probability", unit: "absolute" },
  });
  const matched = (_: BaselinePatient, i: number): boolean => matching.weights[i]! > 0;
  const groups = [patients, patients, patients.filter(matched), patients.filter(matched)].map((rows, g) =>
    rows.filter((d) => treatment(d) === (g % 2 === 0)),
  );

  const differences: string[] = [];
  const compare = (what: string, ours: number | string, published: number | string): void => {
    if (ours !== published) differences.push(`${what}: ${ours}, published ${published}`);
  };
  GROUPS.forEach((group, g) => {
    const rows = groups[g]!;
    compare(`${group}, patients`, rows.length, SIZES[g]!);
    for (const { name, counts } of CATEGORICAL)
      compare(`${group}, ${name}`, rows.filter(COUNTED[name]!).length, counts[g]!);
    QUANTITATIVE.forEach(({ name, decimals, median, minimum, maximum }, k) => {
      const sorted = rows.map(MEASURED[k]!).sort((a, b) => a - b);
      const n = sorted.length;
      const middle = (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.floor(n / 2)]!) / 2;
      // Twice the median has the decimals of the data: compared there, nothing is left to rounding.
      compare(
        `${group}, twice the median of ${name}`,
        (2 * middle).toFixed(decimals),
        (2 * median[g]!).toFixed(decimals),
      );
      compare(`${group}, minimum of ${name}`, sorted[0]!, minimum[g]!);
      compare(`${group}, maximum of ${name}`, sorted[n - 1]!, maximum[g]!);
    });
    compare(`${group}, more than 10 tumors`, rows.filter((d) => d.tumorNumber > 10).length, MORE_THAN_TEN[g]!);
    if (g >= 2) {
      const sessions = rows.reduce((sum, d) => sum + d.previousTace, 0);
      compare(`${group}, TACE sessions`, sessions, PREVIOUS_TACE_TOTAL[g - 2]!);
    }
  });
  compare("matched pairs", matching.pairs.length, SIZES[2]);
  compare("excluded", excluded.length, EXCLUDED);
  for (const [i, d] of patients.entries()) {
    if (matching.weights[i]! > 0 !== d.designatedMatched)
      differences.push(`${d.id} (${d.arm}): designated ${d.designatedMatched ? "" : "un"}matched, but is not`);
  }

  const pValues = QUANTITATIVE.flatMap(({ name, p }, k) =>
    (["total", "matched"] as const).map((cohort, c) => {
      const [x, y] = [groups[2 * c]!.map(MEASURED[k]!), groups[2 * c + 1]!.map(MEASURED[k]!)];
      return { name, cohort, ours: mannWhitney(x, y, { conventions: "spss" }).pValue ?? 1, printed: p[c]! };
    }),
  );
  return {
    differences,
    pairs: matching.pairs.map(({ treated, control, distance }) => ({
      treated: patients[treated]!.id,
      control: patients[control]!.id,
      distance,
    })),
    scores: Array.from(model.score),
    pValues,
  };
}
