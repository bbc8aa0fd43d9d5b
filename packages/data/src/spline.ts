import { checkOptions } from "./check-options.js";
import { InputError } from "./input-error.js";
import { named } from "./internal/named.js";
import type { SplineOptions, SplineTerm } from "./term.js";
import type { Channel } from "./types.js";

/**
 * A number entered as a restricted cubic spline: a smooth curve, cubic between the knots and straight beyond the outer
 * ones.
 *
 * With knots t_1 < ... < t_k there are k - 1 columns: x itself ("age") and, for j = 1..k-2 ("age'", "age''", ...),
 *   [ (x - t_j)+^3 - (x - t_(k-1))+^3 (t_k - t_j) / (t_k - t_(k-1)) + (x - t_k)+^3 (t_(k-1) - t_j) / (t_k - t_(k-1)) ]
 *   / (t_k - t_1)^2,
 * so that every column has the unit of x. The test that the nonlinear columns are 0 is the test of linearity
 * (`hazardRatioCurve` and `contrast` of @hcc/cox give it).
 *
 * A number of knots, 3 to 7, places them at Harrell's quantiles (type 7) of the rows in use: 0.1, 0.5, 0.9 for 3 knots, 0.05,
 * 0.35, 0.65, 0.95 for 4, evenly from 0.05 to 0.95 for 5 and 6, from 0.025 to 0.975 for 7; with fewer than 100 rows the
 * outer knots are the fifth smallest and fifth largest value. With frequency weights the quantiles are those of the
 * repeated rows. The knots are part of the coded term: new data are coded by those of the model.
 *
 * Equals R's `rms::rcs` (`Hmisc::rcspline.eval`, norm 2), except that quantiles which coincide are an error here.
 *
 * @param options `knots` and `boundary` are in the unit of the channel.
 * @throws InputError for unusable knots; when the data are coded, where quantiles coincide.
 *
 * @example
 * ```ts
 * import { encodeTerms, readFrame, spline } from "@hcc/data";
 * const rows = [{ age: 45 }, { age: 55 }, { age: 65 }];
 * const frame = readFrame(rows, {}, { terms: [spline("age", { knots: [40, 50, 60] })] });
 * const design = encodeTerms(frame.terms, frame.n);
 * design.columns.map((d) => d.name); // => ["age", "age'"]
 * Array.from(design.matrix); // => [45, 0.3125, 55, 7.8125, 65, 22.5]
 * ```
 *
 * @see Durrleman S, Simon R. Flexible regression models with cubic splines. Stat Med 1989;8:551-561.
 * doi:10.1002/sim.4780080504
 */
export function spline<Row>(channel: Channel<Row, number>, options: SplineOptions): SplineTerm<Row> {
  checkOptions("spline", options, ["knots", "boundary", "label"]);
  const { knots, boundary, label } = options;
  const name = label ?? named(channel, "spline");
  const fail = (message: string): never => {
    throw new InputError("option", `spline of "${name}": ${message}`, { column: "knots" });
  };
  const list = Array.isArray(knots) ? (knots as readonly number[]) : null;
  if (list === null && !(Number.isInteger(knots) && (knots as number) >= 3 && (knots as number) <= 7)) {
    fail(`knots is ${String(knots)}: give a number of 3 to 7, or the knots themselves`);
  }
  if (boundary !== undefined && !(Array.isArray(boundary) && boundary.length === 2)) {
    fail("boundary is no pair: give the two outer knots, as [40, 75]");
  }
  const given = [...(boundary?.slice(0, 1) ?? []), ...(list ?? []), ...(boundary?.slice(1) ?? [])];
  if (list !== null && given.length < 3) {
    fail(`there ${given.length === 1 ? "is 1 knot" : `are ${given.length} knots`}: a cubic spline needs 3 or more`);
  }
  given.forEach((knot, i) => {
    if (typeof knot !== "number" || !Number.isFinite(knot)) fail(`the knot ${String(knot)} is no finite number`);
    if (i > 0 && !(knot > given[i - 1]!)) {
      fail(`the knots ${given.join(", ")} do not ascend: list them from small to large, the boundary outside`);
    }
  });
  return { type: "spline", channel, options };
}
