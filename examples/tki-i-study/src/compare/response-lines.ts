import type { ResponseRates } from "@hcc/mrecist";
import type { Study } from "../study.js";
import type { Line, LineSection } from "./comparison.js";
import { ALL, ARMS } from "./labels.js";

/** Table 2 of the matched cohort and the response rates of the total cohort. */
export function responseLines({ total, matched }: Study): readonly LineSection[] {
  return [
    { section: "Table 2, matched cohort", lines: matched.response.flatMap(countLines) },
    { section: "Response rates, total cohort", lines: total.response.flatMap(rateLines) },
  ];
}

function countLines({ component, groups, comparison }: ResponseRates): Line[] {
  const path = `response.matched.${component}`;
  const patients = groups.map(({ n }) => n);
  const { orr, dcr } = comparison ?? {};
  return [
    { item: `${component}: patients`, path: `${path}.n`, labels: ARMS, ours: patients, format: 0 },
    ...(["CR", "PR", "SD", "PD"] as const).map((best): Line => {
      const ours = groups.map(({ counts }) => counts[best]);
      return { item: `${component}: ${best}`, path: `${path}.${best}`, labels: ARMS, ours, format: 0 };
    }),
    { item: `${component}: ORR, P`, path: `${path}.orrP`, labels: ALL, ours: [orr?.test.pValue], format: "p" },
    { item: `${component}: DCR, P`, path: `${path}.dcrP`, labels: ALL, ours: [dcr?.test.pValue], format: "p" },
  ];
}

function rateLines({ component, groups, comparison }: ResponseRates): Line[] {
  const path = `response.totalRatesPercent.${component}`;
  const percent = (rate: "orr" | "dcr"): number[] => groups.map((group) => 100 * (group[rate].estimate ?? 0));
  const p = [comparison?.orr.test.pValue, comparison?.dcr.test.pValue];
  const patients = groups.map(({ n }) => n);
  return [
    ...(component === "thrombus"
      ? [{ item: "thrombus: patients", path: `${path}.n`, labels: ARMS, ours: patients, format: 0 }]
      : []),
    { item: `${component}: ORR (%)`, path: `${path}.orr`, labels: ARMS, ours: percent("orr"), format: 1 },
    { item: `${component}: DCR (%)`, path: `${path}.dcr`, labels: ARMS, ours: percent("dcr"), format: 1 },
    { item: `${component}: P`, path: `${path}.p`, labels: ["ORR", "DCR"], ours: p, format: "p" },
  ];
}
