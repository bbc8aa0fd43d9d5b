import type { Study } from "../study.js";
import type { LineSection } from "./comparison.js";
import { COHORTS, FOUR } from "./labels.js";

/** Table 1: counts, medians and their P values. */
export function baselineLines({ total, matched }: Study): readonly LineSection[] {
  const variables = total.baseline.map((result, i) => ({
    characteristic: result.characteristic,
    both: [result, matched.baseline[i]!],
  }));
  return [
    {
      section: "Table 1, counts",
      lines: variables.flatMap(({ characteristic: { label, levels }, both }, i) => {
        const path = `baseline.categorical.${i}`;
        const counts = both.flatMap((cohort) => cohort.counts[0]!);
        const p = both.map(({ countsTest }) => countsTest?.pValue);
        return [
          { item: `${label}: ${levels[0]}`, path: `${path}.counts`, labels: FOUR, ours: counts, format: 0 },
          { item: `${label}, P`, path: `${path}.p`, labels: COHORTS, ours: p, format: "p" as const },
        ];
      }),
    },
    {
      section: "Table 1, medians and ranges",
      lines: variables
        .filter(({ characteristic }) => characteristic.number)
        .flatMap(({ characteristic, both }, i) => {
          const path = `baseline.continuousMedianRange.${i}`;
          const { label, digits } = characteristic.number!;
          const spread = both.flatMap((cohort) =>
            cohort.summaries!.flatMap(({ median, minimum, maximum }) => [median, minimum, maximum]),
          );
          const p = both.map(({ summaryTest }) => summaryTest?.pValue);
          return [
            { item: label, path: `${path}.values`, labels: FOUR, ours: spread, format: digits },
            { item: `${label}, P`, path: `${path}.p`, labels: COHORTS, ours: p, format: "p" as const },
          ];
        }),
    },
  ];
}
