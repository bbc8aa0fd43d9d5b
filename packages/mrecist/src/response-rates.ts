import {
  type Channel,
  checkOptions,
  column,
  type GroupValue,
  InputError,
  type Interval,
  oneOf,
  optionalColumn,
  type RowOf,
  type RowOptions,
  readColumn,
  readFrame,
  rereadable,
} from "@hcc/data";
import {
  type ContingencyRule,
  type ContingencyTest,
  contingencyTest,
  type MantelHaenszel,
  mantelHaenszel,
  proportionInterval,
  type StratifiedRiskDifference,
  stratifiedRiskDifference,
  twoProportions,
} from "@hcc/stats";
import { BEST_RESPONSES, isControlled, isObjective } from "./internal/responses.js";
import type { BestResponse } from "./types.js";

/** Options of `responseRates`. */
export interface ResponseRatesSpec<Row> extends Pick<RowOptions<Row>, "where"> {
  /** Group of each row; without it all rows are one group. */
  readonly by?: Channel<Row, GroupValue>;
  /** Groups in the order of the result; the difference is the first minus the second. Default: sorted. */
  readonly levels?: readonly string[];
  /** Which best response of the results of `assessResponses` counts. Default "overall". */
  readonly component?: "overall" | "intrahepatic" | "thrombus";
  /** Where the best response is when the rows are no results of `assessResponses`; null = component not applicable. */
  readonly best?: Channel<Row, BestResponse>;
  /** Strata within which two groups are compared too. */
  readonly strata?: Channel<Row, GroupValue>;
  /** Confidence level. Default 0.95. */
  readonly level?: number;
  /** Choice of the test, see `contingencyTest`. Default "spss". */
  readonly rule?: ContingencyRule;
}

/** Best responses of a group. */
export interface ResponseRateGroup {
  readonly group: string | null;
  /** Patients to whom the component applies: the denominator, with NE and MISSING. */
  readonly n: number;
  /** Patients without such disease at baseline, in no denominator. */
  readonly notApplicable: number;
  readonly counts: Readonly<Record<BestResponse, number>>;
  /** CR + PR. */
  readonly responders: number;
  /** Objective response rate, Clopper-Pearson interval. */
  readonly orr: Interval;
  /** CR + PR + SD + NON-CR/NON-PD. */
  readonly controlled: number;
  /** Disease control rate, Clopper-Pearson interval. */
  readonly dcr: Interval;
}

/** A rate compared between the groups. */
export interface RateComparison {
  /** First group minus second, Newcombe's interval; null unless there are two groups. */
  readonly difference: Interval | null;
  /** Groups by yes or no. */
  readonly test: ContingencyTest;
  /** Within `strata`: common difference and odds ratio, Cochran-Mantel-Haenszel test; null without, or with other than two groups. */
  readonly stratified: { readonly difference: StratifiedRiskDifference; readonly test: MantelHaenszel } | null;
}

/** Response rates by group. */
export interface ResponseRates {
  readonly kind: "response-rates";
  readonly version: 1;
  readonly component: "overall" | "intrahepatic" | "thrombus";
  readonly rule: ContingencyRule;
  readonly level: number;
  readonly groups: readonly ResponseRateGroup[];
  /** null with fewer than two groups that have patients. */
  readonly comparison: { readonly orr: RateComparison; readonly dcr: RateComparison } | null;
  /** Rows left out by `where`. */
  readonly excluded: number;
}

/**
 * Objective response and disease control rates by group, with exact intervals, their difference and its test.
 *
 * ORR = (CR + PR) / n and DCR = (CR + PR + SD + NON-CR/NON-PD) / n; n counts every patient of the group to whom the
 * component applies, those without an evaluable response included. Intervals are Clopper-Pearson (R's `binom.test`), the
 * difference is Newcombe's, the test follows `rule`. With `strata`, the groups are also compared within them: the difference by Mantel
 * and Haenszel (Sato's interval) and the Cochran-Mantel-Haenszel test without continuity correction.
 *
 * @param data results of `assessResponses`, or any rows with a channel `best`.
 * @throws InputError for a missing group, an unknown response, or rows without `best`.
 *
 * @example
 * ```ts
 * import { responseRates } from "@hcc/mrecist";
 * const rows = (arm: string, best: "PR" | "SD", n: number) => Array.from({ length: n }, () => ({ arm, best }));
 * const patients = [...rows("TKI-I", "PR", 33), ...rows("TKI-I", "SD", 15), ...rows("TKI", "PR", 16), ...rows("TKI", "SD", 32)];
 * const rates = responseRates(patients, { by: "arm", best: "best", levels: ["TKI-I", "TKI"] });
 * rates.groups.map(({ orr }) => orr.estimate); // => [0.6875, 0.3333]
 * rates.comparison!.orr.test.pValue; // => 0.000519
 * ```
 *
 * @see Newcombe, Stat Med 1998;17:873-890
 */
export function responseRates<Data extends Iterable<unknown> | object>(
  data: Data,
  spec: ResponseRatesSpec<RowOf<Data>> = {},
): ResponseRates {
  checkOptions("responseRates", spec, ["by", "levels", "component", "best", "strata", "level", "rule", "where"], {
    missing: 'a patient without a response is "MISSING" or "NE", a missing best response is not applicable',
  });
  const { level = 0.95, rule = "spss" } = spec;
  const component = oneOf("component", spec.component, ["overall", "intrahepatic", "thrombus"], "overall");
  const rows = rereadable(data);
  const frame = readFrame(
    rows,
    {
      by: spec.levels ? column("group", spec.by, spec.levels) : optionalColumn("group", spec.by),
      strata: optionalColumn("group", spec.strata),
    },
    { where: spec.where, missing: "refuse" },
  );
  const ofResult = (row: unknown, index: number): unknown => {
    const best = (row as { best?: Record<string, unknown> } | null)?.best;
    if (typeof best === "object" && best !== null && component in best) return best[component];
    throw new InputError("unknown-column", `row ${index} is no result of assessResponses: give the channel best`, {
      column: "best",
      row: index,
    });
  };
  const best = readColumn(rows, "group", spec.best ?? ofResult, "best", BEST_RESPONSES);
  const { by, strata } = frame.columns;
  const tallies = (by?.levels ?? [null]).map((group) => ({
    group,
    notApplicable: 0,
    counts: BEST_RESPONSES.map(() => 0),
  }));
  for (let i = 0; i < frame.n; i++) {
    const tally = tallies[by === null ? 0 : by.codes[i]!]!;
    const code = best.codes[frame.rows[i]!]!;
    if (code < 0) tally.notApplicable++;
    else tally.counts[code]!++;
  }

  const groups = tallies.map(({ group, notApplicable, counts }): ResponseRateGroup => {
    const sum = (of: (response: BestResponse) => boolean): number =>
      counts.reduce((total, count, code) => total + (of(BEST_RESPONSES[code]!) ? count : 0), 0);
    const n = sum(() => true);
    const responders = sum(isObjective);
    const controlled = sum(isControlled);
    return {
      group,
      n,
      notApplicable,
      counts: Object.fromEntries(BEST_RESPONSES.map((name, code) => [name, counts[code]!])) as Record<
        BestResponse,
        number
      >,
      responders,
      orr: rate(responders, n, level),
      controlled,
      dcr: rate(controlled, n, level),
    };
  });
  const filled = groups.filter(({ n }) => n > 0);
  const withinStrata = (count: "responders" | "controlled"): RateComparison["stratified"] => {
    const yes = count === "responders" ? isObjective : isControlled;
    const places = groups.flatMap(({ n }, code) => (n > 0 ? [code] : []));
    const tables = strata!.levels.map(() => [
      [0, 0],
      [0, 0],
    ]);
    for (let i = 0; i < frame.n; i++) {
      const code = best.codes[frame.rows[i]!]!;
      if (code < 0) continue;
      const row = places.indexOf(by === null ? 0 : by.codes[i]!);
      tables[strata!.codes[i]!]![row]![yes(BEST_RESPONSES[code]!) ? 0 : 1]!++;
    }
    return {
      difference: stratifiedRiskDifference(tables, { level }),
      test: mantelHaenszel(tables, { continuity: false, level }),
    };
  };
  const compare = (count: "responders" | "controlled"): RateComparison => {
    const [first, second] = filled;
    return {
      difference:
        filled.length === 2
          ? twoProportions(first![count], first!.n, second![count], second!.n, { level }).difference
          : null,
      stratified: strata === null || filled.length !== 2 ? null : withinStrata(count),
      test: contingencyTest(
        filled.map((group) => [group[count], group.n - group[count]]),
        { rule },
      ),
    };
  };
  return {
    kind: "response-rates",
    version: 1,
    component,
    rule,
    level,
    groups,
    comparison: filled.length < 2 ? null : { orr: compare("responders"), dcr: compare("controlled") },
    excluded: frame.excluded,
  };
}

function rate(x: number, n: number, level: number): Interval {
  if (n === 0) return { estimate: null, lower: null, upper: null, level, method: "clopper-pearson" };
  return proportionInterval(x, n, { level });
}
