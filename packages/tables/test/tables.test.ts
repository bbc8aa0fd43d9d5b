import { coxph, coxScreen } from "@hcc/cox";
import { factor } from "@hcc/data";
import { responseRates } from "@hcc/mrecist";
import { adverseEvents } from "@hcc/safety";
import { contingencyTest, describe as describeValues, mannWhitney } from "@hcc/stats";
import {
  compareMedians,
  compareSurvival,
  cumulativeIncidence,
  grayTest,
  incidenceAt,
  kaplanMeier,
  logRank,
  logRankHazardRatio,
  maxCombo,
  permutationLogRank,
} from "@hcc/survival";
import { describe, expect, test } from "vitest";
import {
  baselineTable,
  incidenceTable,
  regressionTable,
  responseTable,
  safetyTable,
  survivalTable,
  type Table,
  toMarkdown,
} from "../src/index.js";

const columnsMatch = (table: Table): void => {
  for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length);
  expect(new Set(table.columns.map(({ key }) => key)).size).toBe(table.columns.length);
  expect(structuredClone(table)).toEqual(table);
};

describe("baselineTable", () => {
  const counts = (table: number[][]) => ({ counts: table, countsTest: contingencyTest(table, { rule: "spss" }) });
  const groups = (a: number, b: number) => [
    { label: "TKI-I group", n: a },
    { label: "TKI group", n: b },
  ];

  test("sets the study's Table 1, with the P values that it prints", () => {
    const table = baselineTable(
      [
        { label: "Total cohort", groups: groups(68, 64) },
        { label: "Matched cohort", groups: groups(48, 48) },
      ],
      [
        {
          label: "Sex",
          levels: ["Male", "Female"],
          cohorts: [
            counts([
              [58, 57],
              [10, 7],
            ]),
            counts([
              [40, 44],
              [8, 4],
            ]),
          ],
        },
        {
          label: "ECOG PS",
          levels: ["1", "0"],
          cohorts: [
            counts([
              [22, 27],
              [46, 37],
            ]),
            counts([
              [15, 15],
              [33, 33],
            ]),
          ],
        },
        {
          label: "Child-Pugh class",
          levels: ["B", "A"],
          cohorts: [
            counts([
              [5, 13],
              [63, 51],
            ]),
            counts([
              [5, 3],
              [43, 45],
            ]),
          ],
        },
      ],
      { title: "Table 1" },
    );
    columnsMatch(table);
    expect(toMarkdown(table)).toMatchInlineSnapshot(`
      "**Table 1**

      | Characteristic | Total cohort: TKI-I group (n = 68) | Total cohort: TKI group (n = 64) | Total cohort: P | Matched cohort: TKI-I group (n = 48) | Matched cohort: TKI group (n = 48) | Matched cohort: P |
      | :--- | :---: | :---: | :---: | :---: | :---: | :---: |
      | **Sex** |  |  | 0.518ᵃ |  |  | 0.217ᵃ |
      |  Male | 58 (85.3) | 57 (89.1) |  | 40 (83.3) | 44 (91.7) |  |
      |  Female | 10 (14.7) | 7 (10.9) |  | 8 (16.7) | 4 (8.3) |  |
      | **ECOG PS** |  |  | 0.242ᵃ |  |  | >0.999ᵃ |
      |  1 | 22 (32.4) | 27 (42.2) |  | 15 (31.3) | 15 (31.3) |  |
      |  0 | 46 (67.6) | 37 (57.8) |  | 33 (68.8) | 33 (68.8) |  |
      | **Child-Pugh class** |  |  | 0.030ᵃ |  |  | 0.712ᵇ |
      |  B | 5 (7.4) | 13 (20.3) |  | 5 (10.4) | 3 (6.3) |  |
      |  A | 63 (92.6) | 51 (79.7) |  | 43 (89.6) | 45 (93.8) |  |

      Data are n (%).

      P values: ᵃ Pearson chi-square test; ᵇ chi-square test with Yates' correction.

      Tests of counts chosen by rule "spss".
      "
    `);
  });

  test("puts numbers in the row of the variable and the test of its levels in the first level", () => {
    const [a, b] = [
      [55, 29, 75, 61],
      [58, 28, 75, 66],
    ];
    const cells = {
      summaries: [describeValues(a), describeValues(b)],
      summaryTest: mannWhitney(a, b),
      ...counts([
        [2, 2],
        [2, 2],
      ]),
      smd: -0.25,
    };
    const cohorts = [{ groups: groups(4, 4) }];
    const age = { label: "Age (years)", levels: ["< 60", "≥ 60"], cohorts: [cells] };
    const table = baselineTable(cohorts, [age], { smd: true });
    columnsMatch(table);
    expect(table.rows.map((row) => row.cells)).toMatchInlineSnapshot(`
      [
        [
          "Age (years)",
          "58.0 (29.0–75.0)",
          "62.0 (28.0–75.0)",
          ">0.999ᵃ",
          "−0.250",
        ],
        [
          "< 60",
          "2 (50.0)",
          "2 (50.0)",
          ">0.999ᵇ",
          "",
        ],
        [
          "≥ 60",
          "2 (50.0)",
          "2 (50.0)",
          "",
          "",
        ],
      ]
    `);
    expect(table.notes).toMatchInlineSnapshot(`
      [
        "Data are n (%) or median (range).",
        "P values: ᵃ Mann-Whitney U test (normal approximation with continuity correction); ᵇ Fisher's exact test.",
        "Tests of counts chosen by rule "spss".",
        "SMD: standardized mean difference.",
      ]
    `);
    const mean = baselineTable(cohorts, [{ ...age, statistic: "mean-sd", digits: 2 }], { pValues: false });
    expect(mean.rows[0]!.cells).toEqual(["Age (years)", "55.00 ± 19.25", "56.75 ± 20.39"]);
    expect(mean.columns.map(({ label }) => label)).not.toContain("P");
    const quartiles = baselineTable(cohorts, [{ ...age, statistic: "median-iqr" }]);
    expect(quartiles.notes[0]).toBe("Data are n (%) or median (quartiles of type 7).");
  });

  test("takes the percentages of the patients with a value unless totals are given", () => {
    const cohorts = [{ groups: [{ label: "All", n: 10 }] }];
    const table = (totals?: number[]) =>
      baselineTable(cohorts, [
        { label: "x", levels: ["a", "b"], cohorts: [{ counts: [[2], [6]], ...(totals && { totals }) }] },
      ]);
    expect(table().rows[1]!.cells[1]).toBe("2 (25.0)");
    expect(table([10]).rows[1]!.cells[1]).toBe("2 (20.0)");
  });

  test("refuses a variable that does not fill the columns", () => {
    const cohorts = [{ groups: groups(68, 64) }];
    const of = (counts: number[][]) => () =>
      baselineTable(cohorts, [{ label: "Sex", levels: ["Male", "Female"], cohorts: [{ counts }] }]);
    expect(of([[58, 57]])).toThrow('"Sex" has 1 rows of counts for 2 levels');
    expect(of([[58], [10]])).toThrow('"Sex" has 1 counts for 2 groups');
    expect(() => baselineTable(cohorts, [{ label: "Sex", cohorts: [] }])).toThrow(
      '"Sex" has 0 cohorts, the table has 1',
    );
  });
});

const rows = Object.freeze(
  [
    [5, 1, "TKI", "A", 61],
    [8, 1, "TKI", "B", 55],
    [12, 0, "TKI-I", "A", 48],
    [3, 1, "TKI", "B", 70],
    [20, 1, "TKI-I", "A", 66],
    [9, 1, "TKI-I", "B", 59],
    [15, 0, "TKI", "A", 52],
    [24, 0, "TKI-I", "B", 45],
  ].map(([t, d, arm, childPugh, age]) => ({
    t: t as number,
    d: d as number,
    arm: arm as string,
    childPugh: childPugh as string,
    age: age as number,
  })),
);

describe("regressionTable", () => {
  const arm = factor<(typeof rows)[number]>("arm", { reference: "TKI-I" });
  const fit = (covariates: Parameters<typeof coxph<typeof rows>>[1]["covariates"]) =>
    coxph(rows, { time: "t", event: "d", covariates, conventions: "spss" });

  test("sets univariable and multivariable models side by side", () => {
    const univariable = [fit([arm]), fit(["childPugh"]), fit(["age"])];
    const table = regressionTable(
      { univariable, multivariable: fit([arm, "age"]) },
      {
        title: "Table S1",
        labels: { arm: "Treatment", childPugh: "Child-Pugh class", age: "Age (per year)" },
        counts: { arm: { TKI: { events: 3, n: 4 }, "TKI-I": { events: 2, n: 4 } } },
      },
    );
    columnsMatch(table);
    expect(toMarkdown(table)).toMatchInlineSnapshot(`
      "**Table S1**

      | Variable | Events/n | Univariable: HR (95% CI) | Univariable: P | Multivariable: HR (95% CI) | Multivariable: P |
      | :--- | :---: | :---: | :---: | :---: | :---: |
      | **Treatment** |  |  |  |  |  |
      |  TKI-I | 2/4 | 1 (reference) |  | 1 (reference) |  |
      |  TKI | 3/4 | 5.79 (0.57–59.23) | 0.139 | 28.22 (0.48–1653.83) | 0.108 |
      | **Child-Pugh class** |  |  |  |  |  |
      |  A |  | 1 (reference) |  |  |  |
      |  B |  | 1.73 (0.29–10.41) | 0.551 |  |  |
      | Age (per year) |  | 1.14 (0.98–1.31) | 0.083 | 1.28 (0.95–1.73) | 0.104 |

      HR: hazard ratio; CI: confidence interval.

      Multivariable model: n = 8, 5 events.
      "
    `);
  });

  test("takes a screen as it is", () => {
    const screen = coxScreen(rows, { time: "t", event: "d", candidates: [arm, "age"], threshold: 0.5 });
    const models = { univariable: screen.univariable.map(({ model }) => model), multivariable: screen.multivariable };
    expect(regressionTable(screen)).toEqual(regressionTable(models));
  });

  test("takes one model alone, without column groups", () => {
    const table = regressionTable(fit([arm]));
    expect(table.columns.map(({ label }) => label)).toEqual(["Variable", "HR (95% CI)", "P"]);
    expect(table.rows[1]!.cells).toEqual(["TKI-I", "1 (reference)", ""]);
  });

  test("writes what has no finite estimate by its status, with a footnote", () => {
    const data = { t: [1, 2, 3, 4, 5, 6], d: [1, 1, 1, 0, 0, 0], x: [1, 1, 1, 0, 0, 0], y: [2, 2, 2, 0, 0, 0] };
    const table = regressionTable(coxph(data, { time: "t", event: "d", covariates: ["x", "y"] }));
    expect(table.rows[0]!.cells[1]).toMatch(/^∞ \((\d+\.\d\d|NE)–∞\)$/);
    expect(table.rows[1]!.cells.slice(1)).toEqual(["aliased", "—"]);
    expect(table.notes.join(" ")).toContain("no maximum at a finite value");
    expect(table.notes.join(" ")).toContain("Aliased: ");
  });
});

test("survivalTable names medians that are not reached", () => {
  const spec = { time: "t", event: "d", by: "arm" } as const;
  const { curves } = kaplanMeier(rows, spec);
  const table = survivalTable([{ label: "Overall survival", curves, logRank: logRank(rows, spec) }]);
  columnsMatch(table);
  expect(toMarkdown(table)).toMatchInlineSnapshot(`
    "| Endpoint and group | n | Events, n (%) | Median, months (95% CI) | P |
    | :--- | :---: | :---: | :---: | :---: |
    | **Overall survival** |  |  |  | 0.101 |
    |  TKI | 4 | 3 (75.0) | 6.5 (3.0–NE) |  |
    |  TKI-I | 4 | 2 (50.0) | 20.0 (9.0–NE) |  |

    CI: confidence interval; NE: not estimable.

    P values: log-rank test.
    "
  `);
});

test("survivalTable with comparisons has columns of S(t) and RMST, and a row of differences with P", () => {
  const spec = { time: "t", event: "d", by: "arm" } as const;
  const { curves } = kaplanMeier(rows, spec);
  const comparison = compareSurvival(rows, { ...spec, times: [6], tau: "common" });
  const medians = compareMedians(rows, spec);
  const label = "Overall survival";
  const table = survivalTable([
    { label, curves, logRank: logRank(rows, spec), comparison, medians },
    { label: "All", curves },
  ]);
  columnsMatch(table);
  expect(toMarkdown(table)).toMatchInlineSnapshot(`
    "| Endpoint and group | n | Events, n (%) | Median, months (95% CI) | Survival at 6 months, % (95% CI) | RMST to 15 months (95% CI) | P |
    | :--- | :---: | :---: | :---: | :---: | :---: | :---: |
    | **Overall survival** |  |  |  |  |  | 0.101 |
    |  TKI | 4 | 3 (75.0) | 6.5 (3.0–NE) | 50.0 (18.8–100.0) | 7.8 (3.3–12.2) |  |
    |  TKI-I | 4 | 2 (50.0) | 20.0 (9.0–NE) | 100.0 (100.0–100.0) | 13.5 (11.0–16.0) |  |
    |  TKI-I − TKI |  |  | 13.5 (NE–NE); P = 0.275 | 50.0 (1.0–99.0); P = 0.046 | 5.8 (0.6–10.9); P = 0.028 |  |
    | **All** |  |  |  |  |  |  |
    |  TKI | 4 | 3 (75.0) | 6.5 (3.0–NE) |  |  |  |
    |  TKI-I | 4 | 2 (50.0) | 20.0 (9.0–NE) |  |  |  |

    CI: confidence interval; NE: not estimable.

    P values: log-rank test.

    RMST: restricted mean survival time; differences of survival are in percentage points.
    "
  `);
  const other = { label, curves, comparison: compareSurvival(rows, { ...spec, times: [7], tau: "common" }) };
  expect(() => survivalTable([{ label, curves, comparison }, other])).toThrow("compared at other times");
  const strange = { ...comparison, groups: comparison.groups.slice(1) };
  expect(() => survivalTable([{ label, curves, comparison: strange }])).toThrow('the comparison has no group "TKI"');
  const alone = survivalTable([{ label, curves, medians }]);
  expect(alone.columns.map(({ key }) => key)).toEqual(["group", "n", "events", "median", "p"]);
  expect(alone.rows).toHaveLength(4);
});

test("incidenceTable sets groups beside each other, times as rows in per cent, NE beyond the follow-up, no limits where it is 0", () => {
  const ends = Object.freeze([1, 2, 1, 0, 1, 0, 2, 0]);
  const cause = { channel: (_: unknown, i: number) => ends[i]!, event: [1], competing: [2], censored: [0] };
  const spec = { time: "t", cause, by: "arm" } as const;
  const { curves } = cumulativeIncidence(rows, spec);
  const times = [6, 99];
  const at = curves.map((curve) => incidenceAt(curve, times));
  const endpoint = { label: "Progression", curves, at, grayTest: grayTest(rows, spec) };
  const death = { label: "Death", curves, at, grayTest: null };
  const table = incidenceTable([endpoint, death], { times });
  columnsMatch(table);
  expect(toMarkdown({ ...table, rows: table.rows.slice(0, 6) })).toMatchInlineSnapshot(`
    "| Endpoint and time | TKI | TKI-I | P |
    | :--- | :---: | :---: | :---: |
    | **Progression** |  |  | 0.817 |
    |  Patients, n | 4 | 4 |  |
    |  Events, n (%) | 1 (25.0) | 2 (50.0) |  |
    |  Competing events, n (%) | 2 (50.0) | 0 (0.0) |  |
    |  By 6 months, % (95% CI) | 33.3 (6.7–100.0) | 0.0 |  |
    |  By 99 months, % (95% CI) | 33.3 (6.7–100.0) | NE |  |

    CI: confidence interval; NE: not estimable.

    P values: Gray's test.
    "
  `);
  expect(table.rows.slice(7)).toEqual(table.rows.slice(1, 6));
  expect(table.rows[6]).toEqual({ cells: ["Death", "", "", ""], level: 0, header: true });
  curves.forEach(({ group, n, events, competing }, i) => {
    expect(table.columns[i + 1]!.label).toBe(group);
    const [size, own, other, six] = table.rows.slice(1, 5).map(({ cells }) => cells[i + 1]!.split(" ")[0]);
    expect([size, own, other]).toEqual([`${n}`, `${events}`, `${competing}`]);
    expect(six).toBe((100 * at[i]![0]!.estimate!).toFixed(1));
  });
  expect(() => incidenceTable([{ ...endpoint, at: at.slice(1) }], { times })).toThrow("not of 2 curves at 2 times");
  expect(() => incidenceTable([endpoint], { times: [6] })).toThrow('"Progression" has incidences');
  const turned = { ...death, curves: [...curves].reverse(), at: [...at].reverse() };
  expect(() => incidenceTable([endpoint, turned], { times })).toThrow(
    '"Death" has the groups TKI-I, TKI, the first endpoint TKI, TKI-I',
  );
});

test("survivalTable has the hazard ratios of the log-rank test, the control as 1, and names the test", () => {
  const spec = { time: "t", event: "d", by: "arm" } as const;
  const { curves } = kaplanMeier(rows, spec);
  const test = logRank(rows, spec);
  const table = survivalTable([
    { label: "Overall survival", curves, logRank: test, hazardRatios: logRankHazardRatio(test) },
    { label: "Late effect", curves, logRank: maxCombo(rows, spec) },
  ]);
  columnsMatch(table);
  expect(toMarkdown(table)).toMatchInlineSnapshot(`
    "| Endpoint and group | n | Events, n (%) | Median, months (95% CI) | Hazard ratio (95% CI) | P |
    | :--- | :---: | :---: | :---: | :---: | :---: |
    | **Overall survival** |  |  |  |  | 0.101 |
    |  TKI | 4 | 3 (75.0) | 6.5 (3.0–NE) | 1 |  |
    |  TKI-I | 4 | 2 (50.0) | 20.0 (9.0–NE) | 0.17 (0.02–1.40) |  |
    | **Late effect** |  |  |  |  | 0.142 |
    |  TKI | 4 | 3 (75.0) | 6.5 (3.0–NE) |  |  |
    |  TKI-I | 4 | 2 (50.0) | 20.0 (9.0–NE) |  |  |

    CI: confidence interval; NE: not estimable.

    P values: log-rank test; MaxCombo test, the largest of several weighted log-rank tests.

    Hazard ratios: exp((O − E) / V), Peto's, of observed and expected events of the log-rank test.
    "
  `);
  const pike = logRankHazardRatio(test, { method: "pike", control: "TKI-I", level: 0.9 });
  const other = survivalTable([
    { label: "Exact", curves, logRank: permutationLogRank(rows, spec), hazardRatios: pike },
  ]);
  expect(other.columns[4]!.label).toBe("Hazard ratio (90% CI)");
  expect(other.rows.map(({ cells }) => cells[4])).toEqual(["", expect.stringMatching(/^\d/), "1"]);
  expect(other.notes.slice(1)).toEqual([
    "P values: permutation log-rank test.",
    "Hazard ratios: the ratio of O / E, Pike's, of observed and expected events of the log-rank test.",
  ]);
});

test("responseTable sets the study's Table 2: counts, rates with exact intervals, P by component", () => {
  const of = (counts: Record<"CR" | "PR" | "SD" | "PD", readonly [number, number]>) =>
    Object.entries(counts).flatMap(([best, n]) =>
      ["TKI-I", "TKI"].flatMap((group, g) => Array.from({ length: n[g]! }, () => ({ arm: group, best: best as "CR" }))),
    );
  const spec = { by: "arm", best: "best", levels: ["TKI-I", "TKI"] } as const;
  const overall = responseRates(of({ CR: [1, 1], PR: [32, 15], SD: [10, 16], PD: [5, 16] }), spec);
  const thrombus = responseRates(of({ CR: [13, 0], PR: [16, 5], SD: [4, 22], PD: [3, 13] }), {
    ...spec,
    component: "thrombus",
  });
  const table = responseTable([overall, thrombus], { title: "Table 2" });
  columnsMatch(table);
  expect(toMarkdown(table)).toMatchInlineSnapshot(`
    "**Table 2**

    | Response | Overall tumor: TKI-I (n = 48) | Overall tumor: TKI (n = 48) | Overall tumor: P | Vascular tumor thrombus: TKI-I (n = 36) | Vascular tumor thrombus: TKI (n = 40) | Vascular tumor thrombus: P |
    | :--- | :---: | :---: | :---: | :---: | :---: | :---: |
    | CR, n (%) | 1 (2.1) | 1 (2.1) |  | 13 (36.1) | 0 (0.0) |  |
    | PR, n (%) | 32 (66.7) | 15 (31.3) |  | 16 (44.4) | 5 (12.5) |  |
    | SD, n (%) | 10 (20.8) | 16 (33.3) |  | 4 (11.1) | 22 (55.0) |  |
    | PD, n (%) | 5 (10.4) | 16 (33.3) |  | 3 (8.3) | 13 (32.5) |  |
    | ORR, % (95% CI) | 68.8 (53.7–81.3) | 33.3 (20.4–48.4) | 0.001 | 80.6 (64.0–91.8) | 12.5 (4.2–26.8) | <0.001 |
    | DCR, % (95% CI) | 89.6 (77.3–96.5) | 66.7 (51.6–79.6) | 0.007 | 91.7 (77.5–98.2) | 67.5 (50.9–81.4) | 0.010 |

    CR: complete response; PR: partial response; SD: stable disease; PD: progressive disease; ORR: objective response rate (CR or PR); DCR: disease control rate (CR, PR or SD); CI: exact confidence interval.

    P values: Pearson chi-square test.
    "
  `);
});

test("safetyTable counts patients by any grade and grade 3 or worse", () => {
  const patients = Array.from({ length: 8 }, (_, i) => ({ id: i, arm: i < 4 ? "TKI-I" : "TKI", start: 0, stop: 100 }));
  const events = [
    { id: 0, term: "Diarrhea", grade: 3, day: 5 },
    { id: 1, term: "Diarrhea", grade: 1, day: 5 },
    { id: 5, term: "Diarrhea", grade: 2, day: 9 },
    { id: 6, term: "Fatigue", grade: null, day: 9 },
  ];
  const channels = {
    patient: "id",
    term: "term",
    grade: "grade",
    onsetDay: "day",
    start: "start",
    stop: "stop",
  } as const;
  const result = adverseEvents(events, patients, {
    ...channels,
    id: "id",
    by: "arm",
    levels: ["TKI-I", "TKI"],
    ctcae: "5.0",
  });
  const table = safetyTable(result, { title: "Table S3" });
  columnsMatch(table);
  expect(toMarkdown(table)).toMatchInlineSnapshot(`
    "**Table S3**

    | Adverse event | Any grade: TKI-I (n = 4) | Any grade: TKI (n = 4) | Any grade: P | Grade ≥ 3: TKI-I (n = 4) | Grade ≥ 3: TKI (n = 4) | Grade ≥ 3: P |
    | :--- | :---: | :---: | :---: | :---: | :---: | :---: |
    | **Any adverse event** | 2 (50.0) | 2 (50.0) | >0.999 | 1 (25.0) | 0 (0.0) | >0.999 |
    | Diarrhea | 2 (50.0) | 1 (25.0) | >0.999 | 1 (25.0) | 0 (0.0) | >0.999 |
    | Fatigue | 0 (0.0) | 1 (25.0) | >0.999 | 0 (0.0) | 0 (0.0) | — |

    Data are treated patients, n (%), each counted once per row, at the worst grade by CTCAE version 5.0, up to 90 days after the end of treatment.

    Events without a grade: 1; they count as any grade.

    P values: Fisher's exact test.
    "
  `);
  const frequent = safetyTable(result, { minimumPercent: 30, pValues: false });
  expect(frequent.rows.map((row) => row.cells[0])).toEqual(["Any adverse event", "Diarrhea"]);
  expect(frequent.notes[1]).toBe("Left out: 1 term in less than 30% of each group.");
});

test("the disease control rate is explained with every response that counts in it", () => {
  const table = (best: "SD" | "NON-CR/NON-PD") => responseTable([responseRates([{ best }], { best: "best" })]);
  expect(table("SD").notes[0]).toContain("(CR, PR or SD);");
  expect(table("NON-CR/NON-PD").notes[0]).toContain("(CR, PR, SD or NON-CR/NON-PD);");
});
