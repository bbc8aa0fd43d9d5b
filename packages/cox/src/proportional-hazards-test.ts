import type { RowOf } from "@hcc/data";
import { ldl, ldlSolve } from "@hcc/numerics";
import { chiSquareTest } from "./internal/chi-square-test.js";
import { covarianceFactor, times, transpose } from "./internal/covariance-factor.js";
import { fittedRows } from "./internal/fitted-rows.js";
import { forEachRow } from "./internal/for-each-row.js";
import { riskSets } from "./internal/risk-sets.js";
import { centeredScale, checkScoreModel, readTransform, timeScale } from "./internal/time-scale.js";
import { weightedInformation } from "./internal/weighted-information.js";
import type { CoxModel, CoxSpec, CoxTest } from "./types.js";

/**
 * The time scale g(t) on which a change of the coefficients is looked for. One of:
 * - "km" (default): 1 - S(t-), S the Kaplan-Meier curve of all rows;
 * - "identity": t;
 * - "rank": the mean rank of t among the times of all rows;
 * - "log": log t.
 */
export type TimeTransform = "km" | "identity" | "rank" | "log";

/** A time scale of the caller's own: g(t), called once for each distinct time with an event. */
export type TimeFunction = (time: number) => number;

/** The specification of the fit, and the time scale of the test. */
export interface ProportionalHazardsSpec<Row> extends CoxSpec<Row> {
  /** One of the time scales, default "km", or a function such as `(t) => Math.sqrt(t)`. */
  readonly transform?: TimeTransform | TimeFunction;
}

/** Test of one term. */
export interface ProportionalHazardsTerm {
  /** Name of the term. */
  readonly term: string;
  /** All columns of the term, one degree of freedom each; null when there is nothing to test. */
  readonly test: CoxTest | null;
  /** The term's linear predictor x'b as one column, one degree of freedom. */
  readonly singleDf: CoxTest | null;
}

/** Score tests of proportional hazards. */
export interface ProportionalHazardsTest {
  readonly kind: "cox-proportional-hazards-test";
  readonly version: 1;
  /** "custom": a function of the caller's own, which is not stored. */
  readonly transform: TimeTransform | "custom";
  /** In the order of the terms. */
  readonly terms: readonly ProportionalHazardsTerm[];
  /** All columns together. */
  readonly global: CoxTest | null;
}

/**
 * Score tests of proportional hazards: does a coefficient change with g(t), per term and for all terms together.
 *
 * The model is enlarged by x g(t) with coefficients c; the score test of c = 0 at the fit is u' S^-1 u with u the sum over
 * events of g(t) x Schoenfeld residual, S = I22 - I21 I11^-1 I12, and I11, I12, I22 the sums over event times of the
 * information times 1, g and g^2. The single-df test of a term with coefficients b is (b'u)^2 / (b' S b).
 * Frequency weights count as repeated rows, in g too.
 *
 * Equals R's `cox.zph` (survival 3.0 and later), with a function too; its `singledf = TRUE` has the wrong statistic (b'u)^2 (b' S^-1 b).
 *
 * @param data the data of the fit.
 * @param spec the specification of the fit, with `transform`.
 * @throws InputError when data or specification are not those of the fit, when a coefficient is infinite, with sampling
 * weights or a penalty, for transform "log" with an event at time 0, for a function that gives anything but finite numbers or
 * the same number at every event, and for exact ties (R takes Breslow's score, which is not 0
 * there).
 *
 * @example
 * ```ts
 * import { coxph, proportionalHazardsTest } from "@hcc/cox";
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   t: 1 + ((i * 37) % 61), d: i % 5 > 0, arm: i % 2 ? "B" : "A", age: 40 + ((i * 7) % 30),
 * }));
 * const spec = { time: "t", event: "d", covariates: ["arm", "age"] } as const;
 * const { terms, global } = proportionalHazardsTest(coxph(rows, spec), rows, { ...spec, transform: "km" });
 * terms.map((d) => d.term); // => ["arm", "age"]
 * global.df; // => 2
 * ```
 *
 * @see Grambsch PM, Therneau TM. Proportional hazards tests and diagnostics based on weighted residuals. Biometrika
 * 1994;81:515-526. doi:10.1093/biomet/81.3.515
 */
export function proportionalHazardsTest<Data extends Iterable<unknown> | object>(
  model: CoxModel,
  data: Data,
  spec: ProportionalHazardsSpec<RowOf<Data>>,
): ProportionalHazardsTest {
  const call = "proportionalHazardsTest";
  const transform = readTransform(spec?.transform);
  const rows = fittedRows(call, model, data, spec, ["transform"]);
  checkScoreModel(call, model, rows);
  const { p, rank, weight } = rows;
  // Columns whose information is the identity: nothing is lost where the columns of the model are nearly collinear.
  const { factor, inverse } = covarianceFactor(rows, model.ties);
  const basis = { ...rows, x: times(rows.x, factor, p) };
  const g = centeredScale(timeScale(rows, transform), transform);
  const one = new Float64Array(g.length).fill(1);
  const [first, mixed, second] = weightedInformation(basis, model.ties, [one, g, g.map((value) => value * value)]) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const score = new Float64Array(p);
  const sets = riskSets(basis, model.ties);
  forEachRow(basis, sets, (i, { time }) => {
    if (time < 0) return;
    const value = g[rank[i]!]! * weight[i]!;
    for (let j = 0; j < p; j++) score[j]! += value * (basis.x[i * p + j]! - sets.average[time * p + j]!);
  });
  const schur = schurComplement(first, mixed, second, p);
  const outer = (matrix: Float64Array): Float64Array => times(times(transpose(inverse, p), matrix, p), inverse, p);
  const own = { score: times(score, inverse, p), schur: outer(schur), second: outer(second) };
  const members = model.terms.map(({ name }) =>
    rows.columns.flatMap((column, j) => (model.coefficients[column]!.term === name ? [j] : [])),
  );
  return {
    kind: "cox-proportional-hazards-test",
    version: 1,
    transform: typeof transform === "function" ? "custom" : transform,
    terms: model.terms.map(({ name }, index) => ({
      term: name,
      test: scoreTest(own, members[index]!, p),
      singleDf: singleDfTest(own, members[index]!, rows.beta),
    })),
    global: scoreTest(
      { score, schur, second },
      rows.columns.map((_, j) => j),
      p,
    ),
  };
}

/** Score of x g(t), its variance given the fit, and its information. */
interface Enlarged {
  readonly score: Float64Array;
  readonly schur: Float64Array;
  readonly second: Float64Array;
}

/** I22 - I21 I11^-1 I12. */
function schurComplement(first: Float64Array, mixed: Float64Array, second: Float64Array, p: number): Float64Array {
  const factor = ldl(first, p, 0);
  const schur = second.slice();
  for (let c = 0; c < p; c++) {
    const solved = ldlSolve(
      factor,
      Float64Array.from({ length: p }, (_, k) => mixed[k * p + c]!),
    );
    for (let r = 0; r < p; r++) for (let k = 0; k < p; k++) schur[r * p + c]! -= mixed[r * p + k]! * solved[k]!;
  }
  return schur;
}

/** Share of its variance that must be left of a column x g(t) beyond the columns x. */
const DEPENDENT = 1e-10;

function scoreTest({ score, schur, second }: Enlarged, members: readonly number[], p: number): CoxTest | null {
  const q = members.length;
  const part = new Float64Array(q * q);
  for (let r = 0; r < q; r++) {
    const row = members[r]!;
    if (!(schur[row * p + row]! > DEPENDENT * second[row * p + row]!)) return null;
    for (let c = 0; c < q; c++) part[r * q + c] = schur[row * p + members[c]!]!;
  }
  const factor = ldl(part, q, DEPENDENT);
  if (factor.rank < q) return null;
  const right = Float64Array.from(members, (j) => score[j]!);
  const solved = ldlSolve(factor, right);
  return chiSquareTest(
    solved.reduce((sum, value, j) => sum + value * right[j]!, 0),
    q,
  );
}

function singleDfTest(
  { score, schur, second }: Enlarged,
  members: readonly number[],
  beta: Float64Array,
): CoxTest | null {
  const p = beta.length;
  let sum = 0;
  let variance = 0;
  let all = 0;
  for (const j of members) {
    sum += beta[j]! * score[j]!;
    for (const k of members) {
      variance += beta[j]! * schur[j * p + k]! * beta[k]!;
      all += beta[j]! * second[j * p + k]! * beta[k]!;
    }
  }
  return variance > DEPENDENT * all ? chiSquareTest((sum * sum) / variance, 1) : null;
}
