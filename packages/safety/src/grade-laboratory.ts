import {
  type Channel,
  checkOptions,
  checkQuantity,
  column,
  type GroupValue,
  InputError,
  type Omitted,
  oneOf,
  type RowOf,
  type RowOptions,
  readColumn,
  readFrame,
  rereadable,
} from "@hcc/data";
import { CTCAE_5, CTCAE_6, type LaboratoryRule } from "./internal/laboratory-rules.js";
import { namePatient } from "./internal/name-patient.js";

/** Units in which each laboratory test may come. */
export interface LaboratoryUnits {
  readonly alt: "U/L";
  readonly ast: "U/L";
  readonly alp: "U/L";
  readonly ggt: "U/L";
  readonly bilirubin: "umol/L" | "mg/dL";
  readonly platelets: "10^9/L";
  readonly neutrophils: "10^9/L";
  readonly wbc: "10^9/L";
  readonly hemoglobin: "g/L" | "g/dL";
  readonly albumin: "g/L" | "g/dL";
  readonly inr: "ratio";
  readonly creatinine: "umol/L" | "mg/dL";
}

/** A laboratory test that can be graded. */
export type LaboratoryTest = keyof LaboratoryUnits;

/** Channels of `gradeLaboratory` that every test shares. */
export interface LaboratoryChannels<Row> extends RowOptions<Row> {
  /** The patient's identifier, for messages. */
  readonly patient?: Channel<Row, GroupValue>;
  readonly value: Channel<Row, number>;
  /** Upper limit of normal, a number or a column, in the unit of the value: of alt, ast, alp, ggt, bilirubin and creatinine. */
  readonly upperLimit?: number | Channel<Row, number>;
  /** Lower limit of normal: of platelets, neutrophils (version 5.0), wbc, hemoglobin and albumin. */
  readonly lowerLimit?: number | Channel<Row, number>;
  /** Value before treatment, of alt and ast; where it is above the upper limit, grades are multiples of it. */
  readonly baseline?: Channel<Row, number>;
  /** Version of the criteria. "6.0" is known for neutrophils only. */
  readonly ctcae: "5.0" | "6.0";
}

/** Where `gradeLaboratory` finds the values of one test, and their unit. */
export type GradeLaboratorySpec<Row> = LaboratoryChannels<Row> &
  {
    readonly [Test in LaboratoryTest]: { readonly test: Test; readonly unit: LaboratoryUnits[Test] };
  }[LaboratoryTest];

/** Grade of a laboratory value; 0 = none. */
export type LaboratoryGrade = 0 | 1 | 2 | 3 | 4;

/** Result of `gradeLaboratory`; one entry per input row, null for a row left out. */
export interface LaboratoryGrades {
  readonly kind: "laboratory-grades";
  readonly version: 1;
  readonly ctcae: "5.0" | "6.0";
  readonly test: LaboratoryTest;
  /** CTCAE term. */
  readonly term: string;
  readonly unit: string;
  readonly grade: readonly (LaboratoryGrade | null)[];
  /** The comparison that decided. */
  readonly reason: readonly (string | null)[];
  /** Rows of grade 0 to 4. */
  readonly counts: readonly [number, number, number, number, number];
  /** Rows graded by multiples of an abnormal baseline. */
  readonly byBaseline: number;
  /** Rows in use. */
  readonly n: number;
  readonly omitted: Omitted;
  readonly excluded: number;
}

const OPTIONS = [
  "test",
  "unit",
  "patient",
  "value",
  "upperLimit",
  "lowerLimit",
  "baseline",
  "ctcae",
  "where",
  "missing",
] as const;

/**
 * CTCAE grades of the values of one laboratory test.
 *
 * Version 5.0; a bound belongs to the milder grade, and is compared in decimal (1.8 is not above 1.5 x 1.2):
 *
 * | test | grade 1 | 2 | 3 | 4 |
 * | --- | --- | --- | --- | --- |
 * | ALT, AST, x ULN | > 1 | > 3 | > 5 | > 20 |
 * | ALT, AST, x baseline above ULN | >= 1.5 | > 3 | > 5 | > 20 |
 * | ALP, GGT, x ULN | > 1 | > 2.5 | > 5 | > 20 |
 * | bilirubin, x ULN | > 1 | > 1.5 | > 3 | > 10 |
 * | creatinine, x ULN | > 1 | > 1.5 | > 3 | > 6 |
 * | INR | > 1.2 | > 1.5 | > 2.5 | |
 * | platelets, 10^9/L | < LLN | < 75 | < 50 | < 25 |
 * | neutrophils, 10^9/L | < LLN | < 1.5 | < 1 | < 0.5 |
 * | WBC, 10^9/L | < LLN | < 3 | < 2 | < 1 |
 * | hemoglobin, g/L | < LLN | < 100 | < 80 | |
 * | albumin, g/L | < LLN | < 30 | < 20 | |
 *
 * Grade 4 of hemoglobin and albumin is a clinical judgment (life-threatening), which no value gives; neither does one give
 * grade 5. Baselines of other tests than ALT and AST are refused: their factors were not read in a source. Version 6.0 is
 * known for neutrophils: < 1.5, < 1, < 0.5, < 0.1, where the source gave grades 1 and 3, and 2 and 4 are what lies next to
 * them. In R: `admiral::derive_var_atoxgr_dir`.
 *
 * @param data one row per measurement: rows, an object of columns, or an Arrow-like table.
 * @param spec test, channels and unit, which has no default.
 * @throws InputError for a missing unit, limit or version, for a value or limit that cannot be in its unit, and for what is
 * not known of a version.
 *
 * @example
 * ```ts
 * import { gradeLaboratory } from "@hcc/safety";
 * const visits = [{ alt: 40, before: 30 }, { alt: 121, before: 30 }, { alt: 121, before: 100 }, { alt: 150, before: 100 }];
 * const result = gradeLaboratory(visits, {
 *   test: "alt", value: "alt", unit: "U/L", upperLimit: 40, baseline: "before", ctcae: "5.0",
 * });
 * result.grade; // => [0, 2, 0, 1]
 * result.reason[1]; // => "121 U/L is above 3 x the upper limit of normal, 40 U/L, and not above 5 x"
 * result.reason[3]; // => "150 U/L is at or above 1.5 x the abnormal baseline, 100 U/L, and not above 3 x"
 * ```
 *
 * @see Common Terminology Criteria for Adverse Events, version 5.0, National Cancer Institute, 2017
 */
export function gradeLaboratory<D extends Iterable<unknown> | object>(
  data: D,
  spec: GradeLaboratorySpec<RowOf<D>>,
): LaboratoryGrades {
  checkOptions("gradeLaboratory", spec, OPTIONS);
  if (spec.patient === undefined) return gradeRows(data, spec);
  const rows = rereadable(data);
  return namePatient(readColumn(rows, "group", spec.patient, "patient"), () => gradeRows(rows, spec));
}

function gradeRows(data: unknown, spec: GradeLaboratorySpec<never>): LaboratoryGrades {
  const ctcae = oneOf("ctcae", spec.ctcae, ["5.0", "6.0"]);
  const test = oneOf("test", spec.test, Object.keys(CTCAE_5) as LaboratoryTest[]);
  const rule = ctcae === "5.0" ? CTCAE_5[test] : CTCAE_6[test];
  if (rule === undefined) {
    throw new InputError(
      "option",
      `the thresholds of ${test} in CTCAE 6.0 are not known here, only those of ${Object.keys(CTCAE_6).join(", ")}: grade by "5.0"`,
      { column: "ctcae" },
    );
  }
  const units = Object.keys(rule.units);
  const unit = oneOf<string>("unit", spec.unit, units);
  checkChannels(test, rule, spec);
  const scale = rule.units[unit]!;
  const limit = rule.from === "value" ? undefined : spec[rule.from];
  const request = (channel: unknown): ReturnType<typeof column<"number">> =>
    column("number", typeof channel === "number" ? () => channel : channel);
  const frame = readFrame(
    data,
    {
      value: request(spec.value),
      ...(limit === undefined ? {} : { limit: request(limit) }),
      ...(spec.baseline === undefined ? {} : { baseline: request(spec.baseline) }),
    },
    spec,
  );
  const { value: values, limit: limits, baseline: baselines } = frame.columns as Columns;
  const grade = new Array<LaboratoryGrade | null>(frame.size).fill(null);
  const reason = new Array<string | null>(frame.size).fill(null);
  const counts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  let byBaseline = 0;
  for (let i = 0; i < frame.n; i++) {
    const row = frame.rows[i]!;
    const check = (column: string, name: string, value: number, range: readonly [number, number]): void =>
      checkQuantity(value, range, { column, name, unit, units, row });
    check("value", test, values[i]!, scale.value);
    if (limits !== undefined) check(rule.from, `the ${limitName(rule)} of ${test}`, limits[i]!, scale.limit!);
    if (baselines !== undefined) check("baseline", `the baseline of ${test}`, baselines[i]!, scale.value);
    const abnormal = baselines !== undefined && beyond(baselines[i]!, limits![i]!, "above");
    if (abnormal) byBaseline++;
    const bounds = abnormal ? [rule.fromBaseline!, ...rule.bounds.slice(1)] : rule.bounds;
    const value = values[i]!;
    const boundAt = (k: number): number =>
      rule.from === "upperLimit"
        ? bounds[k]! * (abnormal ? baselines[i]! : limits![i]!)
        : k === 0 && rule.from === "lowerLimit"
          ? limits![i]!
          : bounds[k]! / scale.factor;
    let found = 0;
    if (abnormal) {
      if (!beyond(value, boundAt(0), "below")) found = 1;
    } else if (beyond(value, boundAt(0), rule.direction)) found = 1;
    for (let k = 1; k < bounds.length; k++) if (beyond(value, boundAt(k), rule.direction)) found = k + 1;
    const named = (k: number): string =>
      rule.from === "upperLimit"
        ? `${k === 0 && !abnormal ? "" : `${bounds[k]} x `}the ${abnormal ? "abnormal baseline" : limitName(rule)}, ${abnormal ? baselines[i] : limits![i]} ${unit}`
        : k === 0 && rule.from === "lowerLimit"
          ? `the ${limitName(rule)}, ${boundAt(0)} ${unit}`
          : `${boundAt(k)} ${unit}`;
    const next = rule.from === "upperLimit" ? `${bounds[found]} x` : `${boundAt(found)} ${unit}`;
    const word = abnormal && found <= 1 ? "at or above" : rule.direction;
    grade[row] = found as LaboratoryGrade;
    counts[found as LaboratoryGrade]++;
    reason[row] =
      found === 0
        ? `${value} ${unit} is not ${word} ${named(0)}`
        : `${value} ${unit} is ${word} ${named(found - 1)}${found < bounds.length ? `, and not ${rule.direction} ${next}` : ""}`;
  }
  const { n, omitted, excluded } = frame;
  return {
    kind: "laboratory-grades",
    version: 1,
    ctcae,
    test,
    term: rule.term,
    unit,
    grade,
    reason,
    counts,
    byBaseline,
    n,
    omitted,
    excluded,
  };
}

interface Columns {
  readonly value: Float64Array;
  readonly limit?: Float64Array;
  readonly baseline?: Float64Array;
}

const limitName = ({ from }: LaboratoryRule): string =>
  from === "upperLimit" ? "upper limit of normal" : "lower limit of normal";

/** Strictly beyond, where values that differ by rounding only are equal. */
function beyond(value: number, bound: number, direction: "above" | "below"): boolean {
  const difference = direction === "above" ? value - bound : bound - value;
  return difference > 1e-9 * Math.abs(bound);
}

function checkChannels(test: string, rule: LaboratoryRule, spec: LaboratoryChannels<never>): void {
  for (const name of ["upperLimit", "lowerLimit", "baseline"] as const) {
    const wanted = name === rule.from || (name === "baseline" && rule.fromBaseline !== null);
    if (name === rule.from && spec[name] === undefined) {
      throw new InputError(
        "option",
        `${name} is not given: grades of ${test} begin at the ${limitName(rule)}, give it as a number or a column in the unit of the value`,
        { column: name },
      );
    }
    if (!wanted && spec[name] !== undefined) {
      throw new InputError("option", `${name} is given, but no rule known here grades ${test} by it: leave it out`, {
        column: name,
      });
    }
  }
}
