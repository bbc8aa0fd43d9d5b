import type { Term } from "@hcc/data";
import { type AuditAlgorithm, auditPairs, compareMatchings, fuzzyMatching, propensityScore } from "@hcc/psm";
import { formatNumber, type Table, toMarkdown } from "@hcc/tables";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { CALIPER, PROPENSITY_TERMS } from "../src/analysis/matching.js";
import { buildCohort, type StudyPatient } from "../src/analysis/patients.js";
import type { StudyRecords } from "../src/records/types.js";
import { algorithmTable, covariateLabel, publishedPairsSentence } from "../src/report/tables/matching-tables.js";
import { sensitivitySentences } from "../src/report/tables/sensitivity-table.js";
import { weightingTable } from "../src/report/tables/weighting-tables.js";
import { SEED, type Study } from "../src/study.js";

/** The parts of docs/reproducing-an-spss-propensity-match.md that the study writes, by name. */
export function guideParts(study: Study, records: StudyRecords): Readonly<Record<string, string>> {
  const [eValue, gamma] = sensitivitySentences(study) as [string, string];
  const { patients } = buildCohort(records);
  return {
    algorithms: `${toMarkdown(algorithmTable(study))}\n${publishedPairsSentence(study)}\n`,
    coding: toMarkdown(codingTable(patients)),
    audit: toMarkdown(auditTable(study, patients)),
    weights: toMarkdown(weightingTable(study)),
    sensitivity: `- ${eValue}\n- ${gamma}\n`,
  };
}

const CODINGS: readonly { readonly label: string; readonly terms: readonly Term<StudyPatient>[] }[] = [
  { label: "AFP as its logarithm (the study's)", terms: PROPENSITY_TERMS },
  { label: "AFP as measured", terms: PROPENSITY_TERMS.map((term) => (term === "afpLog10" ? "afpUgPerL" : term)) },
  {
    label: "All in the groups of Table 1, coded 0 and 1",
    terms: [
      "ageGroup",
      "ecogPs",
      "childPugh",
      "afpGroup",
      "tumorNumberGroup",
      "sizeGroup",
      "tumorDistribution",
      "macrovascularInvasion",
    ],
  },
];

function codingTable(patients: readonly StudyPatient[]): Table {
  return {
    kind: "table",
    version: 1,
    columns: [
      { key: "coding", label: "Covariates", align: "left" },
      { key: "c", label: "c-statistic", align: "right" },
      { key: "most", label: "Most pairs", align: "right" },
      { key: "largest", label: "Nearest, largest first", align: "right" },
      { key: "orders", label: "200 orders of the file", align: "right" },
    ],
    rows: CODINGS.map(({ label, terms }) => {
      const { score, cStatistic } = propensityScore(patients, { treatment: "treated", covariates: terms });
      const generator = xoroshiro128plus(SEED);
      const { maximumPairs, rows, fileOrder } = compareMatchings(patients, {
        treatment: "treated",
        score,
        caliper: CALIPER,
        random: () => uniformFloat64(generator),
      });
      const largest = rows.find(({ algorithm }) => algorithm === "largest")!.pairs;
      const orders = `${fileOrder!.min}–${fileOrder!.max}`;
      return { cells: [label, formatNumber(cStatistic, 3), String(maximumPairs), String(largest), orders], level: 0 };
    }),
    notes: [],
  };
}

// Without the two of which the others are special cases: nearest in some order, any that leaves no pair.
const MADE_BY: Readonly<Partial<Record<AuditAlgorithm, string>>> = {
  largest: "nearest, largest score first",
  smallest: "nearest, smallest score first",
  data: "nearest, order of the file",
  closest: "closest pair first",
  optimal: "optimal",
  "fuzzy-first-control": "first control",
  "fuzzy-first-case": "first case",
  "fuzzy-random": "random control",
};

/** Four lists of pairs of the same patients, audited. */
function auditTable({ matching: { matching, propensity } }: Study, patients: readonly StudyPatient[]): Table {
  const channels = { treatment: "treated", score: propensity.score } as const;
  const fuzzy = (rule: "first-control" | "random-control", seed: number) =>
    fuzzyMatching(patients, { ...channels, tolerance: CALIPER.width, rule, seed }).subclass!;
  const lists = [
    { label: "The study's pairs", subclass: matching.subclass! },
    { label: "As SPSS 27: first control", subclass: fuzzy("first-control", 1) },
    { label: "As SPSS 26: random control", subclass: fuzzy("random-control", 1) },
    { label: "The same, another seed", subclass: fuzzy("random-control", 2) },
  ];
  return {
    kind: "table",
    version: 1,
    columns: [
      { key: "list", label: "List", align: "left" },
      { key: "pairs", label: "Pairs", align: "right" },
      { key: "lost", label: "Lost", align: "right" },
      { key: "total", label: "Total distance", align: "right" },
      { key: "smd", label: "Largest |SMD|", align: "right" },
      { key: "by", label: "Can have been made by", align: "left" },
    ],
    rows: lists.map(({ label, subclass }) => {
      const audit = auditPairs(patients, {
        ...channels,
        matchId: Array.from(subclass, (id) => (id < 0 ? null : id)),
        caliper: CALIPER,
        covariates: PROPENSITY_TERMS,
        denominator: "pooled",
      });
      const differences = audit.balance!.rows.map(({ name, after }) => ({ name, size: Math.abs(after!.smd) }));
      const worst = differences.reduce((a, b) => (b.size > a.size ? b : a));
      const possible = audit.algorithms.flatMap((own) => (own.possible ? (MADE_BY[own.algorithm] ?? []) : []));
      return {
        cells: [
          label,
          String(audit.pairs.length),
          String(audit.lost),
          formatNumber(audit.probability!.total, 2),
          `${formatNumber(worst.size, 2)} (${covariateLabel(worst.name)})`,
          possible.join("; ") || "none of these",
        ],
        level: 0,
      };
    }),
    notes: [],
  };
}
