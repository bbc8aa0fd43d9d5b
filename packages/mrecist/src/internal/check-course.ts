import { InputError, type InputErrorCode } from "@hcc/data";
import type { ResolvedOptions } from "../types.js";
import { isExtrahepatic, type Lesion, type Series, sizeAt } from "./lesion.js";

const DIAMETERS = {
  viable: "viable diameter",
  "viable-product": "viable and perpendicular diameter",
  "total-product": "total and totalPerpendicular diameter",
  node: "short axis",
  total: "total diameter",
} as const;

/** Checks a lesion over its visits: what it needs at baseline, and what it has merged with. */
export function checkCourse(series: Series, lesion: Lesion, row: number, rules: ResolvedOptions): void {
  const fail: Refuse = (code, text, column = "role") => {
    throw new InputError(code, `${lesion.role} "${lesion.id}" of patient "${series.patient}" ${text}`, { column, row });
  };
  checkMerged(series, lesion, fail);
  const day = series.days[0]!;
  const cell = lesion.cells[0] ?? null;
  if (lesion.role === "new") {
    if (cell !== null) fail("option", `is there at baseline (day ${day}): call it target, non-target or thrombus`);
  } else if (cell === null) {
    fail(
      "missing-value",
      `is not in the baseline visit (day ${day}): complete it, or give role "new" to a lesion that appeared later`,
    );
  }
  const size = sizeAt(lesion, 0);
  if (lesion.role === "target") {
    if (rules.measure === "viable-product" && isExtrahepatic(lesion.site)) {
      fail("option", `is at site "${lesion.site}": products are of lesions of the liver, make it non-target`, "site");
    }
    if (size === null) {
      const what = DIAMETERS[lesion.measure];
      fail("missing-value", `has no ${what} at baseline (day ${day}): complete it, or make the lesion non-target`);
    }
    if (size === 0) fail("option", `has nothing to measure at baseline (day ${day}): make the lesion non-target`);
  }
  if (lesion.role === "thrombus" && rules.thrombus === "component") {
    if (size === null) fail("missing-value", `has no diameter at baseline (day ${day}): complete it`);
    if (size === 0) {
      fail("option", `does not enhance at baseline (day ${day}): a bland thrombus is no tumor, leave it out`);
    }
  }
}

type Refuse = (code: InputErrorCode, text: string, column?: string) => never;

/** Checks the visits at which a lesion has merged with another. */
function checkMerged({ days, lesions }: Series, lesion: Lesion, fail: Refuse): void {
  for (let visit = 0; visit < days.length; visit++) {
    const seen = lesion.cells[visit]!;
    if (seen === null || seen.mergedInto === null) continue;
    const at = `on day ${days[visit]}`;
    const host = lesions.find(({ id }) => id === seen.mergedInto);
    if (visit === 0) fail("option", `is merged ${at}, the baseline: give the merged lesion one row`, "mergedInto");
    if (host === undefined || host === lesion) {
      fail("option", `is merged ${at} into "${seen.mergedInto}", which is no other lesion: name one`, "mergedInto");
    }
    if (host!.role !== lesion.role) {
      fail("option", `is merged ${at} into the ${host!.role} "${host!.id}": give both one role`, "mergedInto");
    }
    const hostCell = host!.cells[visit] ?? null;
    if (hostCell === null || hostCell.mergedInto !== null) {
      fail(
        "option",
        `is merged ${at} into "${host!.id}", which has no diameter of its own there: give it`,
        "mergedInto",
      );
    }
    if (seen.viable !== null || seen.total !== null) {
      fail("option", `is merged ${at} and has a diameter too: the lesion "${host!.id}" has that of both`, "mergedInto");
    }
  }
}

/** Checks that exactly one visit is at or before the baseline day, where one is given. */
export function checkBaselineDay(patient: string, days: readonly number[], baselineDay: number | null): void {
  if (baselineDay === null) return;
  const before = days.filter((day) => day <= baselineDay);
  if (before.length === 0) {
    throw new InputError(
      "date",
      `patient "${patient}" has no visit at or before the baseline day ${baselineDay}; the first is on day ${days[0]}: correct the days or baselineDay`,
      { column: "day" },
    );
  }
  if (before.length > 1) {
    throw new InputError(
      "date",
      `patient "${patient}" has a visit on day ${before[0]}, before the baseline visit of day ${before.at(-1)}: leave earlier visits out`,
      { column: "day" },
    );
  }
}
