import { describe, expect, it } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { contingencyTest } from "../src/index.js";
import { reference, tableOf } from "./contingency-reference.js";
import { expectPValue } from "./reference.js";

const stopped = reference.contingency.filter(({ fisher }) => fisher.error !== null);
const errorOf = (name: string): string => stopped.find((c) => c.name === name)!.fisher.error!;

/** Where a table is more likely than the observed one by more than 1e-7 and less than 3.45e-7. */
const wider = "pbc: stage, status";
/** Relative; R also takes ways apart by less than 3.45e-7 for one, which moves its P either way. */
const rounded = new Map([
  ["infert: education, parity", 4e-7],
  ["esoph: alcohol, tobacco", 1e-8],
]);

differsFromR(
  {
    where: "contingencyTest",
    ours: "Fisher's exact test needs no workspace: it is exact where the tables can be enumerated",
    r: "`fisher.test` stops with an error about its workspace, which has to be guessed",
    why: "The tables are counted in lists that grow; with a workspace a hundred times as large R gives the same P.",
    source: "R 4.2.2, `fisher.test(workspace = 200000)`, FEXACT; datasets::Titanic, class by survival",
    size: { question: "P of class (4) by survival (2) of 2201 people", r: "FEXACT error 7", ours: 5.29111e-39 },
  },
  (size) => {
    const name = "Titanic: class, survived";
    expectShown(errorOf(name), size.r);
    const test = contingencyTest(tableOf(name), { rule: "fisher" });
    expect(test.method).toBe("fisher");
    expectShown(test.pValue, size.ours);
    expectPValue(test.pValue, stopped.find((c) => c.name === name)!.fisher.p!);
  },
);

differsFromR(
  {
    where: "contingencyTest",
    ours: "Fisher's test always has an answer: random tables, with their interval, where there are too many to enumerate",
    r: "`fisher.test` stops, and leaves it to the user to ask for `simulate.p.value`",
    why: '`method` is "fisher-monte-carlo", `reason` says so, and the seed is part of the result.',
    source: "R 4.2.2, `fisher.test`, FEXACT; datasets::HairEyeColor, hair by eye",
    size: { question: "P of hair (4) by eye (4) of 592 students", r: "FEXACT error 6", ours: 0.0000099999 },
  },
  (size) => {
    const name = "HairEyeColor";
    expectShown(errorOf(name), size.r);
    const test = contingencyTest(tableOf(name), { rule: "fisher" });
    expect(test.method).toBe("fisher-monte-carlo");
    expectShown(test.pValue, size.ours);
    expect(test.monteCarlo!.interval.lower).toBe(0);
    expect(test.reason).toContain("the 99 % interval of P is 0 to 0.000053");
  },
);

differsFromR(
  {
    where: "contingencyTest",
    ours: "a table counts as equally likely within a relative 1e-7, whatever the size of the table",
    r: "`fisher.test` takes 1e-7 for 2 x 2 tables and 3.45e-7 for larger ones, and so counts tables that are more likely",
    why: "Probabilities of tables are ratios of whole numbers: 3e-7 apart they are different, and rounding is far smaller.",
    source: "R 4.2.2, `fexact.c`; survival::pbc, stage by status, with workspace = 2e7",
    size: { question: "P of stage (4) by status (3) of 412 patients", r: 5.131726e-9, ours: 5.131724e-9 },
  },
  (size) => {
    const { fisher, table } = stopped.find(({ name }) => name === wider)!;
    expectShown(fisher.p, size.r);
    const { pValue, midPValue } = contingencyTest(table, { rule: "fisher" });
    expectShown(pValue, size.ours);
    // A table with the same margins, and in whole numbers how much more likely it is: 2.8e-7.
    const more = [
      [9, 3, 9],
      [66, 4, 22],
      [56, 14, 85],
      [99, 4, 41],
    ];
    const sums = (t: number[][]): number[][] => [
      t.map((row) => row.reduce((a, b) => a + b, 0)),
      t[0]!.map((_, j) => t.reduce((sum, row) => sum + row[j]!, 0)),
    ];
    expect(sums(more)).toEqual(sums(table));
    const factorial = (count: number): bigint => (count < 2 ? 1n : BigInt(count) * factorial(count - 1));
    const product = (t: number[][]): bigint => t.flat().reduce((all, count) => all * factorial(count), 1n);
    const excess = Number(((product(table) - product(more)) * 10n ** 20n) / product(more)) / 1e20;
    expect(excess).toBeGreaterThan(2.8e-7);
    expect(excess).toBeLessThan(2.9e-7);
    // This table and another like it, each as likely as the observed one to six digits, are what R adds.
    expectPValue(fisher.p, pValue + 2 * 2 * (pValue - midPValue!));
  },
);

describe("real tables on which fisher.test stops are answered", () => {
  it(`there are ${stopped.length} of them`, () => {
    expect(stopped.length).toBeGreaterThanOrEqual(20);
  });

  // Tested above, or without a P of R to compare and three seconds long.
  const elsewhere = ["Titanic: class, survived", wider, "infert: spontaneous, parity"];
  it.each(stopped.filter(({ name }) => !elsewhere.includes(name)).map((c) => [c.name, c] as const))(
    "%s",
    (name, c) => {
      const test = contingencyTest(c.table, { rule: "fisher", resamples: 5_000 });
      if (test.method === "fisher") {
        if (c.fisher.p === null) return;
        const within = rounded.get(name);
        if (within === undefined) expectPValue(test.pValue, c.fisher.p, name);
        else expect(Math.abs(test.pValue / c.fisher.p - 1)).toBeLessThan(within);
        return;
      }
      // With more workspace R answers none of those.
      expect(c.fisher.p).toBeNull();
      expect(test.method).toBe("fisher-monte-carlo");
      const { lower, upper } = test.monteCarlo!.interval;
      expect(test.pValue).toBeGreaterThanOrEqual(lower!);
      expect(upper!).toBeGreaterThan(lower!);
    },
    60_000,
  );
});

describe("real tables that fisher.test answers have its P, exactly", () => {
  const answered = reference.contingency.filter(({ fisher }) => fisher.error === null);
  it.each(answered.map((c) => [c.name, c] as const))(
    "%s",
    (name, c) => {
      const test = contingencyTest(c.table, { rule: "fisher" });
      expect(test.method).toBe("fisher");
      expectPValue(test.pValue, c.fisher.p!, name);
      expect(test.midPValue!).toBeLessThan(test.pValue);
    },
    60_000,
  );
});
