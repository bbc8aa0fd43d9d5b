import type { Term } from "@hcc/data";
import { compareMatchings, propensityScore } from "@hcc/psm";
import { formatNumber, type Table, toMarkdown } from "@hcc/tables";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { CALIPER, PROPENSITY_TERMS } from "../src/analysis/matching.js";
import { buildCohort, type StudyPatient } from "../src/analysis/patients.js";
import type { StudyRecords } from "../src/records/types.js";
import { algorithmTable, publishedPairsSentence } from "../src/report/tables/matching-tables.js";
import { sensitivitySentences } from "../src/report/tables/sensitivity-table.js";
import { weightingTable } from "../src/report/tables/weighting-tables.js";
import { SEED, type Study } from "../src/study.js";

/** The parts of docs/reproducing-an-spss-propensity-match.md that the study writes, by name. */
export function guideParts(study: Study, records: StudyRecords): Readonly<Record<string, string>> {
  const [eValue, gamma] = sensitivitySentences(study) as [string, string];
  return {
    algorithms: `${toMarkdown(algorithmTable(study))}\n${publishedPairsSentence(study)}\n`,
    coding: toMarkdown(codingTable(buildCohort(records).patients)),
    weights: toMarkdown(weightingTable(study)),
    sensitivity: `- ${eValue}\n- ${gamma}\n`,
  };
}

/** The page with its generated parts made anew: each stands between `<!-- study: name -->` and `<!-- end -->`. */
export function fillGuide(page: string, parts: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const filled = page.replace(/<!-- study: (\w+) -->\n[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`the guide asks for "${name}"; the study writes ${Object.keys(parts)}`);
    used.add(name);
    return `<!-- study: ${name} -->\n\n${part}\n<!-- end -->`;
  });
  const missing = Object.keys(parts).filter((name) => !used.has(name));
  if (missing.length > 0) throw new Error(`the guide has no place for ${missing.join(", ")}`);
  return filled;
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
