import { type CriteriaProfile, criteriaProfile } from "@hcc/mrecist";
import { type Table, toMarkdown } from "@hcc/tables";

type Field = Exclude<keyof CriteriaProfile, "name" | "citation">;

const READ = "read";
const KNOWN = "as known";
const DERIVED = "derived";
const DEFAULT = "default";

/**
 * What each field decides, and where its values come from. A new field of the criteria does not compile until it has a
 * line here.
 */
const FIELDS: Readonly<Record<Field, readonly [question: string, basis: string]>> = {
  measure: ["What is summed over the targets", `${READ}: KLCA, RECIST, EASL, WHO`],
  nonEnhancing: [
    "What counts of a lesion of the liver without enhancement at baseline",
    `${DEFAULT}; ${KNOWN}: the update of 2020 follows it by RECIST`,
  ],
  mostTargets: ["Target lesions at most", `${READ}: RECIST; ${DEFAULT} none for WHO`],
  mostPerOrgan: ["The same in one organ", `${READ}: RECIST; ${DEFAULT} none for WHO`],
  prDecreasePercent: ["Decrease from baseline that is PR (%)", `${READ}: KLCA, RECIST, EASL, WHO`],
  pdIncreasePercent: ["Increase from the nadir that is PD (%)", `${READ}: KLCA, RECIST, EASL, WHO (its reference not)`],
  pdInclusive: [
    "Is an increase of exactly that much PD",
    `${READ}: KLCA, RECIST ("at least"), EASL, WHO (">"); some review tables print ">" for mRECIST too`,
  ],
  pdAbsMm: [
    "Least increase for PD (mm)",
    `${READ}: 5 mm in RECIST, none in KLCA; ${DEFAULT} for mRECIST, where many protocols add 5 mm`,
  ],
  nadirIncludesBaseline: [
    "Is the baseline a candidate for the nadir",
    `${READ}: RECIST; ${DERIVED} for mRECIST ("since treatment started")`,
  ],
  reappearanceMinMm: [
    "Least size of tumor that is PD after CR (mm)",
    `${READ}: RECIST (any); the size is a ${DEFAULT}`,
  ],
  reclassifyFalseCr: [
    "Does a CR become PR when tumor is seen again",
    `${READ}: RECIST, as a correction of data; ${DEFAULT} not done`,
  ],
  carryForwardPr: [
    "Does a PR stay at a sum that is neither PR nor PD",
    `${READ}: RECIST (PR, then SD); some programs carry it on`,
  ],
  newHepaticPattern: [
    "Pattern that a new lesion of the liver needs",
    `${KNOWN}: mRECIST; read in part in a review; ${DEFAULT} for the others`,
  ],
  newHepaticMinMm: ["Its least diameter (mm)", `${KNOWN}: mRECIST`],
  newHepaticGrowthMm: ["Growth by which it counts whatever its pattern (mm)", `${KNOWN}: mRECIST`],
  newNodeMinMm: ["Least short axis of a new lymph node (mm)", `${DERIVED}: RECIST (below 10 mm is normal)`],
  portaHepatisNodeMinMm: [
    "The same at the porta hepatis (mm)",
    `${KNOWN}: mRECIST; a review that was read says "beyond 2 cm"`,
  ],
  normalMarkerForCr: ["Does a raised tumor marker prevent CR", `${READ}: RECIST; ${KNOWN}: mRECIST has no such rule`],
  lipiodol: ["Tissue under dense lipiodol on CT", DEFAULT],
  thrombus: ["How a tumor thrombus is judged", `${KNOWN}: mRECIST; ${READ}: TKI-I`],
  thrombusPrDecreasePercent: ["Decrease of its diameter that is PR (%)", `${READ}: TKI-I`],
  thrombusPdIncreasePercent: ["Increase that is PD (%)", `${READ}: TKI-I`],
  thrombusPdAbsMm: ["Least increase for PD of a thrombus (mm)", DEFAULT],
  thrombusPdReference: ["Reference of that increase", DEFAULT],
  levelReference: ["Reference of a more proximal level", DEFAULT],
  levels: ["Words for the level of a thrombus", `${READ}: Vp; ${KNOWN}: Vv`],
  blandExtension: ["A thrombus that grows without enhancement", DEFAULT],
  severalThrombi: ["Several thrombi", DEFAULT],
  overallRule: ["How the thrombus joins the overall response", `${DEFAULT}; can reproduce the study's table`],
  immune: ["Must progression be confirmed", `${READ}: iRECIST`],
  confirmDays: [
    "Days after which CR and PR must be seen again",
    `${READ}: RECIST (four weeks, in trials without randomization only); ${DEFAULT} none`,
  ],
  minSdDays: [
    "Days from which SD counts for the best response",
    `${READ}: RECIST (left to the protocol, 6 to 8 weeks); ${DEFAULT} 0`,
  ],
  missingAsNe: ["Is a patient without a visit NE instead of MISSING", DEFAULT],
};

const NAMES = ["mrecist", "recist-1.1", "easl", "irecist", "tki-i", "who"] as const;

/** Every field of the criteria with its values, as a Markdown table. */
export function optionsTable(): string {
  const profiles = NAMES.map((name) => criteriaProfile(name));
  const fields = Object.keys(FIELDS) as Field[];
  const table: Table = {
    kind: "table",
    version: 1,
    columns: [
      { key: "question", label: "Question", align: "left" },
      { key: "option", label: "Option", align: "left" },
      ...NAMES.map((name) => ({ key: name, label: name, align: "left" as const })),
      { key: "basis", label: "Basis", align: "left" },
    ],
    rows: fields.map((field) => {
      const [question, basis] = FIELDS[field];
      return { cells: [question, field, ...profiles.map((profile) => shown(profile[field])), basis], level: 0 };
    }),
    notes: [],
  };
  return toMarkdown(table);
}

const shown = (value: unknown): string =>
  typeof value === "object" && value !== null ? levelsOf(Object.keys(value)) : plain(value);

/** Vp1, Vp2, Vp3, Vv1, Vv2 as Vp1-3, Vv1-2. */
const levelsOf = (words: readonly string[]): string =>
  ["Vp", "Vv"].map((tree) => `${tree}1-${words.filter((word) => word.startsWith(tree)).length}`).join(", ");

const plain = (value: unknown): string =>
  value === null ? "none" : value === true ? "yes" : value === false ? "no" : String(value);
