import { checkOptions, InputError, oneOf } from "@hcc/data";
import type { CriteriaProfile, ResolvedOptions, ResponseCriteria, ResponseOptions } from "../types.js";
import { isProduct } from "./lesion.js";
import { checkLevels } from "./levels.js";
import { PROFILES } from "./profiles.js";
import { quoted } from "./words.js";

/** Fields that are numbers, with what they have to be. */
const NUMBERS: readonly (readonly [keyof CriteriaProfile, string, (value: number) => boolean])[] = [
  ["prDecreasePercent", "a percentage above 0, at most 100", (value) => value > 0 && value <= 100],
  ["pdIncreasePercent", "a percentage above 0", (value) => value > 0],
  ["thrombusPrDecreasePercent", "a percentage above 0, at most 100", (value) => value > 0 && value <= 100],
  ["thrombusPdIncreasePercent", "a percentage above 0", (value) => value > 0],
  ...(
    [
      "pdAbsMm",
      "reappearanceMinMm",
      "newHepaticMinMm",
      "newHepaticGrowthMm",
      "newNodeMinMm",
      "portaHepatisNodeMinMm",
      "thrombusPdAbsMm",
      "minSdDays",
    ] as const
  ).map((name) => [name, "a number of 0 or more", (value: number) => value >= 0] as const),
];

const CHOICES: readonly (readonly [keyof CriteriaProfile, readonly string[]])[] = [
  ["measure", ["viable", "total", "viable-product", "total-product"]],
  ["nonEnhancing", ["viable", "recist-total"]],
  ["newHepaticPattern", ["typical", "any"]],
  ["lipiodol", ["NE", "viable", "necrosis"]],
  ["thrombus", ["non-target", "component"]],
  ["thrombusPdReference", ["nadir", "baseline"]],
  ["levelReference", ["nadir", "baseline"]],
  ["blandExtension", ["CR", "PD", "NE"]],
  ["severalThrombi", ["sum", "dominant", "worst"]],
  ["overallRule", ["mrecist-table", "worst"]],
];

const SWITCHES: readonly (keyof CriteriaProfile)[] = [
  "pdInclusive",
  "nadirIncludesBaseline",
  "reclassifyFalseCr",
  "carryForwardPr",
  "normalMarkerForCr",
  "immune",
  "missingAsNe",
];

const NAMES: readonly string[] = Object.keys(PROFILES);

/** The rules in force: those of the criteria, a name or a profile, with `options` over them; all checked. */
export function resolveProfile(
  criteria: ResponseCriteria | CriteriaProfile,
  options: ResponseOptions,
): ResolvedOptions {
  const fields = Object.keys(PROFILES.mrecist);
  const changeable = fields.filter((name) => name !== "name" && name !== "citation");
  checkOptions("options", options, ["baselineDay", ...changeable]);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const profile = profileOf(criteria, fields);
  const { baselineDay } = options;
  if (baselineDay !== undefined && !Number.isInteger(baselineDay)) {
    throw new InputError(
      "option",
      `baselineDay is ${quoted(baselineDay)}: give a whole number of days, or leave it out`,
      {
        column: "baselineDay",
      },
    );
  }
  // Not by spreading, which in a function called once or twice gives V8 an object of a new shape each time: the code compiled
  // for the rules of one call would be thrown away at the next.
  return checked(Object.assign({}, profile, given, { baselineDay: baselineDay ?? null }));
}

function profileOf(criteria: unknown, fields: readonly string[]): CriteriaProfile {
  if (typeof criteria !== "object" || criteria === null) {
    return PROFILES[oneOf("criteria", criteria as ResponseCriteria, NAMES as ResponseCriteria[])];
  }
  checkOptions("criteria", criteria, fields);
  const lacking = fields.find((name) => (criteria as Record<string, unknown>)[name] === undefined);
  if (lacking !== undefined) {
    throw new InputError("option", `the criteria have no ${lacking}: make them with criteriaProfile`, {
      column: lacking,
    });
  }
  return criteria as CriteriaProfile;
}

function checked(rules: ResolvedOptions): ResolvedOptions {
  const fail = (name: string, value: unknown, remedy: string): never => {
    throw new InputError("option", `${name} is ${quoted(value)}: give ${remedy}`, { column: name });
  };
  for (const [name, remedy, holds] of NUMBERS) {
    const value = rules[name];
    if (typeof value !== "number" || !Number.isFinite(value) || !holds(value)) fail(name, value, remedy);
    // Thresholds are compared in integers: tenths of a millimeter and of a percent.
    else if (name !== "minSdDays" && Math.abs(value * 10 - Math.round(value * 10)) > 1e-9) {
      fail(name, value, "at most one decimal");
    }
  }
  for (const [name, choices] of CHOICES) {
    if (!choices.includes(rules[name] as string)) {
      fail(name, rules[name], choices.map((it) => JSON.stringify(it)).join(" or "));
    }
  }
  for (const name of SWITCHES) {
    if (typeof rules[name] !== "boolean") fail(name, rules[name], "true or false");
  }
  checkLevels(rules.levels);
  for (const name of ["mostTargets", "mostPerOrgan"] as const) {
    const most = rules[name];
    if (most !== null && !(Number.isInteger(most) && most >= 1)) {
      fail(name, most, "a whole number from 1, or null for no limit");
    }
  }
  const { confirmDays } = rules;
  if (confirmDays !== null && !(typeof confirmDays === "number" && confirmDays > 0 && Number.isFinite(confirmDays))) {
    fail("confirmDays", confirmDays, "days above 0, or null for no confirmation");
  }
  if (isProduct(rules.measure) && rules.pdAbsMm > 0) {
    fail("pdAbsMm", rules.pdAbsMm, "0: products are areas, which have no least increase in mm");
  }
  if (isProduct(rules.measure) && rules.nonEnhancing === "recist-total") {
    fail("nonEnhancing", rules.nonEnhancing, '"viable": total diameters do not add to products');
  }
  return rules;
}
