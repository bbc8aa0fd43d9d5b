import { describe, expect, test } from "vitest";
import { assess, course } from "./helpers.js";

/** Best overall response of one target of 40 mm at baseline, seen 50 days apart. */
const best = (values: readonly (number | null)[], options: object = {}) =>
  assess(course("T1", "target", [40, ...values]), "mrecist", options).best.overall;
const SEEN = { CR: 0, PR: 28, SD: 30, PD: 60, NE: null } as const;

describe("confirmation, two visits (RECIST 1.1, Table 3): with confirmDays 28, SD long enough | SD too short", () => {
  test.each([
    ["CR", "CR", "CR", "CR"],
    // Tumor seen after CR is PD at that visit (footnote), so the rows CR-PR, CR-SD and CR-PD are one.
    ["CR", "PR", "SD", "PD"],
    ["CR", "SD", "SD", "PD"],
    ["CR", "PD", "SD", "PD"],
    ["CR", "NE", "SD", "NE"],
    ["PR", "CR", "PR", "PR"],
    ["PR", "PR", "PR", "PR"],
    ["PR", "SD", "SD", "NE"],
    ["PR", "PD", "SD", "PD"],
    ["PR", "NE", "SD", "NE"],
    ["NE", "NE", "NE", "NE"],
  ] as const)("%s, %s is %s | %s", (one, two, long, short) => {
    const values = [SEEN[one], SEEN[two]];
    expect(best(values, { confirmDays: 28, minSdDays: 50 })).toBe(long);
    expect(best(values, { confirmDays: 28, minSdDays: 101 })).toBe(short);
  });

  test("PR, SD with the second visit late enough is SD", () => {
    expect(best([28, 30], { confirmDays: 28, minSdDays: 100 })).toBe("SD");
  });

  test("CR, PR is PR where the first is a partial response in truth: reclassifyFalseCr (footnote)", () => {
    expect(best([0, 20], { confirmDays: 28, reclassifyFalseCr: true })).toBe("PR");
  });

  test("none is asked for by default: the first response counts [P] (randomized trials, RECIST 1.1)", () => {
    expect([best([0, 60]), best([20, 60])]).toEqual(["CR", "PR"]);
  });

  test("exactly confirmDays later confirms, a day less does not (at least 4 weeks, RECIST 1.1)", () => {
    expect(best([20, 20], { confirmDays: 50 })).toBe("PR");
    expect(best([20, 20], { confirmDays: 51 })).toBe("SD");
  });
});

describe("best overall response", () => {
  test("is the best of CR > PR > SD > PD > NE up to the first PD (RECIST 1.1)", () => {
    const order = ["CR", "PR", "SD", "PD", "NE"] as const;
    for (const [i, one] of order.entries()) {
      for (const two of order.slice(i)) {
        // A visit after PD does not count, and neither order of the others changes the best.
        expect(best([SEEN[one], SEEN[two]]), `${one}, ${two}`).toBe(one);
        if (one !== "PD" && two !== "PD") expect(best([SEEN[two], SEEN[one]]), `${two}, ${one}`).toBe(one);
      }
    }
    expect(best([60, 0])).toBe("PD");
  });

  test("NON-CR/NON-PD is better than PD and NE, and needs minSdDays as SD does (RECIST 1.1)", () => {
    const rows = course("N1", "non-target", [{ enhancing: true }, { enhancing: true }, {}]);
    expect(assess(rows).best.overall).toBe("NON-CR/NON-PD");
    expect(assess(rows, "mrecist", { minSdDays: 50 }).best.overall).toBe("NON-CR/NON-PD");
    expect(assess(rows, "mrecist", { minSdDays: 51 }).best.overall).toBe("NE");
  });

  test("SD counts from minSdDays after baseline on, CR, PR and PD at any time (RECIST 1.1; admiralonco)", () => {
    const minSdDays = 51;
    expect([36, 0, 20, 60].map((mm) => best([mm], { minSdDays }))).toEqual(["NE", "CR", "PR", "PD"]);
    expect(best([36], { minSdDays: 50 })).toBe("SD");
    expect(best([36])).toBe("SD");
  });

  test("without a visit after baseline it is MISSING, with missingAsNe NE (admiralonco) [P]", () => {
    expect([best([]), best([], { missingAsNe: true })]).toEqual(["MISSING", "NE"]);
  });
});

describe("a new lesion", () => {
  const with_ = (rows: Parameters<typeof course>[2], options = {}) =>
    assess([...course("T1", "target", [40, 40, 40]), ...course("X1", "new", [undefined, ...rows])], "mrecist", options);

  test("of the liver counts from 10 mm with typical pattern [K], or by newHepaticMinMm (Lencioni & Llovet 2010)", () => {
    const typical = (viable: number) => [{ viable, finding: "new-lesion-typical" as const }];
    expect([with_(typical(9.9)).best.overall, with_(typical(10)).best.overall]).toEqual(["SD", "PD"]);
    expect(with_(typical(9.9), { newHepaticMinMm: 5 }).best.overall).toBe("PD");
  });

  test("of atypical pattern counts after 10 mm of growth since detection [D], or by newHepaticGrowthMm (Lencioni & Llovet 2010)", () => {
    const atypical = (to: number) => [12, to].map((viable) => ({ viable, finding: "new-lesion-atypical" as const }));
    expect([with_(atypical(21.9)).best.overall, with_(atypical(22)).best.overall]).toEqual(["SD", "PD"]);
    expect(with_(atypical(17), { newHepaticGrowthMm: 5 }).best.overall).toBe("PD");
  });

  test("that meets the criteria later is PD at its first detection, and both days are kept (Lencioni & Llovet 2010 [K]; RECIST 1.1)", () => {
    const result = with_([
      { viable: 12, finding: "new-lesion-atypical" },
      { viable: 22, finding: "new-lesion-atypical" },
    ]);
    expect(result.newLesions[0]).toMatchObject({
      firstDetectedDay: 50,
      criteriaMetDay: 100,
      rule: "new-lesion.growth",
    });
    expect([result.firstProgressionDay.overall, result.visits[0]!.overall]).toEqual([50, "PD"]);
    expect(result.visits[0]!.flags).toContain("retrospective-progression");
  });

  test("outside the liver counts at any size, also where nothing had been imaged before (RECIST 1.1)", () => {
    expect(with_([{ site: "brain", total: 2 }]).best).toEqual({ overall: "PD", intrahepatic: "SD", thrombus: null });
  });

  test("that is a thrombus is progression, for it had none at baseline (TKI-I study, Methods [D])", () => {
    const result = assess(
      [...course("T1", "target", [40, 20]), ...course("V1", "new", [undefined, { viable: 8, level: "Vp2" }])],
      "tki-i",
    );
    expect(result.visits[0]).toMatchObject({ overall: "PD", intrahepatic: "PR", thrombus: null });
  });
});

test("the worst of the components cannot give the 16 responders of Table 2, the mRECIST table can (TKI-I study; response-rules.md 2.5)", () => {
  // 8 patients without a thrombus, all of them responders, and 5 thrombus responders: at most 13 by the worst.
  const patient = (clot: number | null, overallRule: "mrecist-table" | "worst") =>
    assess(
      [...course("T1", "target", [40, 20]), ...(clot === null ? [] : course("V1", "thrombus", [20, clot]))],
      "tki-i",
      { overallRule },
    ).visits[0]!.overall;
  const clots = [...Array(8).fill(null), ...Array(5).fill(10), ...Array(3).fill(20)] as (number | null)[];
  const responders = (rule: "mrecist-table" | "worst") => clots.filter((clot) => patient(clot, rule) === "PR").length;
  expect([responders("mrecist-table"), responders("worst")]).toEqual([16, 13]);
});
