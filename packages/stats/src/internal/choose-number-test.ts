import { InputError } from "@hcc/data";
import { type AnalysisOfVariance, analysisOfVariance } from "../analysis-of-variance.js";
import type { ComparisonNormality, ComparisonRule } from "../compare-groups.js";
import { type KruskalWallis, kruskalWallis } from "../kruskal-wallis.js";
import { type Levene, levene } from "../levene.js";
import { type MannWhitney, mannWhitney } from "../mann-whitney.js";
import { type ShapiroWilk, shapiroWilk } from "../shapiro-wilk.js";
import { type TTest, tTest } from "../t-test.js";

/** Test of a numeric variable between groups. */
export type NumberTest = TTest | AnalysisOfVariance | MannWhitney | KruskalWallis;

/** Tests of a numeric variable by a rule. */
export interface NumberChoice {
  readonly test: NumberTest;
  readonly tests: readonly NumberTest[];
  readonly means: boolean;
  readonly reason: string;
  readonly shapiroWilk: readonly (ShapiroWilk | null)[] | null;
  readonly levene: Levene | null;
}

interface Question {
  readonly rule: ComparisonRule;
  readonly normality: ComparisonNormality;
  readonly alpha: number;
  readonly groups: readonly string[];
  readonly samples: readonly Float64Array[];
}

export function chooseNumberTest({ rule, normality, alpha, groups, samples }: Question): NumberChoice {
  const normal = isNormal(normality, alpha, groups, samples);
  const two = samples.length === 2;
  const means = (variance: "pooled" | "welch"): NumberTest =>
    two ? tTest(samples[0]!, samples[1]!, { variance }) : analysisOfVariance(samples, { variance });
  const ranks = (): NumberTest => {
    if (!two || rule === "tableone") return kruskalWallis(samples);
    return mannWhitney(samples[0]!, samples[1]!, { conventions: rule === "gtsummary" ? "r" : "spss" });
  };
  const rankName = !two || rule === "tableone" ? "Kruskal-Wallis test" : "Mann-Whitney test";
  const meanName = (variance: "pooled" | "welch"): string =>
    variance === "pooled"
      ? two
        ? "t test with one variance"
        : "analysis of variance"
      : two
        ? "Welch's t test"
        : "Welch's analysis of variance";

  const enough = samples.every(({ length }) => length > 1);
  // Levene's test decides between the rows of SPSS, as its manual reads them, and by the textbook.
  const byLevene = rule === "cn-textbook" || rule === "spss";
  const equality = byLevene && (normal.yes || rule === "spss") && enough ? levene(samples) : null;
  let variance: "pooled" | "welch" = rule === "gtsummary" ? "welch" : "pooled";
  let why = "";
  if (equality !== null && normal.yes) {
    const { pValue } = equality;
    const unequal = pValue !== null && pValue < alpha;
    if (unequal) variance = "welch";
    why =
      pValue === null
        ? ", Levene's test has no answer"
        : `, Levene's P = ${short(pValue)} is ${unequal ? "below" : "at least"} ${alpha}`;
  }
  const test = normal.yes ? means(variance) : ranks();
  const all = rule === "spss" ? [means("pooled"), ...(enough ? [means("welch")] : []), ranks()] : [test];
  return {
    test,
    tests: all,
    means: normal.yes,
    reason: `${normal.why}${why}: ${normal.yes ? meanName(variance) : rankName}`,
    shapiroWilk: normal.tests,
    levene: equality,
  };
}

function isNormal(
  normality: ComparisonNormality,
  alpha: number,
  groups: readonly string[],
  samples: readonly Float64Array[],
): { readonly yes: boolean; readonly why: string; readonly tests: readonly (ShapiroWilk | null)[] | null } {
  if (normality === "assumed") return { yes: true, why: "normal distribution assumed", tests: null };
  if (normality === "rejected") return { yes: false, why: "normal distribution not assumed", tests: null };
  const long = samples.findIndex(({ length }) => length > 5000);
  if (long >= 0) {
    throw new InputError(
      "option",
      `group "${groups[long]}" has ${samples[long]!.length} values and Shapiro-Wilk is defined for 3 to 5000: give normality "assumed" or "rejected"`,
      { column: "normality" },
    );
  }
  const tests = samples.map((values) => (values.length < 3 ? null : shapiroWilk(values)));
  const short3 = tests.indexOf(null);
  if (short3 >= 0) {
    return { yes: false, why: `"${groups[short3]}" has too few values for Shapiro-Wilk`, tests };
  }
  const constant = tests.findIndex((test) => test!.pValue === null);
  if (constant >= 0) return { yes: false, why: `the values of "${groups[constant]}" are all equal`, tests };
  let least = 0;
  tests.forEach((test, g) => {
    if (test!.pValue! < tests[least]!.pValue!) least = g;
  });
  const { pValue } = tests[least]!;
  return pValue! < alpha
    ? { yes: false, why: `Shapiro-Wilk P = ${short(pValue!)} of "${groups[least]}" is below ${alpha}`, tests }
    : {
        yes: true,
        why: `Shapiro-Wilk P is at least ${alpha} in every group (smallest ${short(pValue!)}, of "${groups[least]}")`,
        tests,
      };
}

/** Three digits. */
function short(p: number): string {
  return String(Number(p.toPrecision(3)));
}
