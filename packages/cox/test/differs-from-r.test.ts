import { expect } from "vitest";
import { differsFromR, expectShown, measured as r } from "../../../scripts/differs-from-r.js";
import { concordance, coxph, proportionalHazardsTest } from "../src/index.js";
import { near, reference } from "./reference.js";

const { plain } = r;
const rows = plain.time.map((time, i) => ({ time, event: plain.event[i]!, x: plain.x[i]!, site: 0, w: 1 + (i % 3) }));
const spec = { time: "time", event: "event", covariates: ["x"] } as const;
const estimate = (model: ReturnType<typeof coxph>) => model.coefficients[0]!.estimate;

differsFromR(
  {
    where: "coxph",
    ours: "a patient who is compared with nobody changes nothing, whatever the covariate",
    r: "`coxph` sums exp(x'b) without a scale, overflows, halves its steps and stops",
    why: "Sums over a risk set are kept relative to the largest linear predictor in it.",
    source: "survival 3.8-11, `coxfit6.c`",
    size: { question: "log hazard ratio with a patient of x = 1e6 alone in a stratum", r: -0.00069, ours: -0.02791 },
  },
  (size) => {
    expectShown(r.alone.x1e6[0], size.r);
    const model = coxph([...rows, { ...rows[0]!, time: 5, event: 1, x: 1e6, site: 1 }], { ...spec, strata: "site" });
    expectShown(estimate(model), size.ours);
    near(estimate(model), r.alone.without);
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "the order of strata does not matter with delayed entry either",
    r: "`coxph` of start-stop data centers all covariates at the first sorted row, which may be far from all others",
    why: "Columns are centered in each stratum.",
    source: "survival 3.8-11, `agfit4.c`",
    size: {
      question: "log hazard ratio when the first stratum is one patient with x = 1e8",
      r: "NA",
      ours: -0.04446,
    },
  },
  (size) => {
    expectShown(r.far.first, size.r);
    const late = rows.map((d, i) => ({ ...d, start: d.time - 1 - (i % 5), site: 0 }));
    const shift = Math.min(...late.map((d) => d.start));
    for (const site of [-1, 1]) {
      const all = [...late, { ...late[0]!, start: 4, time: 5, event: 1, x: 1e8, site }].map((d) => ({
        ...d,
        start: d.start - shift,
        time: d.time - shift,
      }));
      const model = coxph(all, { ...spec, entry: "start", strata: "site" });
      expectShown(estimate(model), size.ours);
      near(estimate(model), r.far.last, 0, 1e-7);
    }
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "columns that differ by one part in a million are both fitted",
    r: "`coxph` calls a column singular at a pivot of the information below 1.8e-12 of the largest",
    why: "Dependence is decided on the columns, not on their products, which square the condition number.",
    source: "survival 3.8-11, `coxph.control(toler.chol)`",
    size: { question: "log-likelihood of x, x + 1e-6 e and another column", r: -734.95258, ours: -734.7034 },
  },
  (size) => {
    const d = reference.data["near"] as Record<string, number[]>;
    const close = d["age"]!.map((age, i) => age + 1e-6 * d["e"]![i]!);
    const data: Record<string, number[]> = { ...d, close };
    const model = coxph(data, { ...spec, covariates: ["age", "close", "ph.ecog"] });
    expectShown(r.collinear.loglik, size.r);
    expect(r.collinear.estimates[1]).toBeNull();
    expectShown(model.logLikelihood.model, size.ours);
    near(model.logLikelihood.model, reference.cases.find((c) => c.data === "near")!.loglik[1], 0, 1e-11);
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "a log-likelihood of exactly 0 is the maximum",
    r: "`coxph` compares 0/0 with its tolerance, runs out of iterations and warns",
    why: 'With one event in the last risk set there is nothing to estimate: status "no-information".',
    source: "survival 3.8-11, `coxfit6.c`",
    size: { question: "iterations when the only event is alone at risk", r: 21, ours: 0 },
  },
  (size) => {
    expectShown(r.last.iterations, size.r);
    const model = coxph({ time: [1, 2], event: [0, 1], x: [1, 2] }, spec);
    expectShown(model.iterations, size.ours);
    expect(model.status).toBe("no-information");
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "where the likelihood is monotone the hazard ratio is infinite, with a likelihood-ratio P and a finite limit",
    r: "`coxph` returns where its steps ended, with a huge standard error, a Wald statistic near 0 and a warning",
    why: "The estimate depends on the tolerance and the standard error on nothing; the likelihood-ratio test is valid.",
    source: "Heinze & Schemper, Biometrics 2001;57:114-119, doi:10.1111/j.0006-341X.2001.00114.x",
    size: { question: "log hazard ratio of two arms of five that do not overlap", r: 22.229, ours: "Infinity" },
  },
  (size) => {
    expectShown(r.separated.estimate, size.r);
    expect(r.separated.standardError).toBeGreaterThan(1e4);
    const data = { time: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], event: Array(10).fill(1), x: [1, 1, 1, 1, 1, 0, 0, 0, 0, 0] };
    const model = coxph(data, spec);
    expectShown(estimate(model), size.ours);
    near(model.tests.likelihoodRatio!.statistic, 2 * Math.log(252));
    expect(model.coefficients[0]!.lower).toBeGreaterThan(1);
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "the Wald statistic is not rounded",
    r: "`summary(coxph)$waldtest` holds the statistic at two decimals",
    why: "Rounding belongs to printing.",
    source: "survival 3.8-11, `summary.coxph.R`",
    size: { question: "Wald statistic", r: 0.01, ours: 0.014521 },
  },
  (size) => {
    expectShown(r.wald.printed, size.r);
    const { statistic } = coxph(rows, spec).tests.wald!;
    expectShown(statistic, size.ours);
    near(statistic, r.wald.exact);
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "exact ties of start-stop data give a model as any other",
    r: '`coxph(Surv(start, stop, event) ~ ., ties = "exact")` returns a list without a class, for which `vcov` and `summary` have no method, and lists every choice of the deaths',
    why: "A recursion over rows and deaths replaces the choices; the result has one form.",
    source: "survival 3.5-3, `agexact.fit`; Gail et al., doi:10.1093/biomet/68.3.703",
    size: { question: "what the fit is", r: "list", ours: "cox-model" },
  },
  (size) => {
    expectShown(r.exact.class, size.r);
    const late = rows.map((d) => ({ ...d, time: Math.ceil(d.time / 8), start: 0 }));
    expectShown(coxph(late, { ...spec, entry: "start", ties: "exact" }).kind, size.ours);
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "frequency weights are repeated rows with exact ties too",
    r: '`coxph(ties = "exact", weights = )` is an error',
    why: "A row that stands for two adds twice to the recursion.",
    source: "survival 3.5-3, `coxexact.fit`",
    size: {
      question: "rows of weight 2",
      r: "Case weights are not supported for the exact method",
      ours: "converged",
    },
  },
  (size) => {
    expect(r.exact.refusal).toContain(size.r);
    const tied = rows.map((d) => ({ ...d, time: Math.ceil(d.time / 8), w: 2 }));
    const weighted = coxph(tied, { ...spec, ties: "exact", weights: "w", weightType: "frequency" });
    expectShown(weighted.status, size.ours);
    near(estimate(weighted), estimate(coxph([...tied, ...tied], { ...spec, ties: "exact" }))!, 1);
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "rows and events are counted with their frequencies",
    r: "`coxph(weights = )` counts rows: `n` and `nevent` do not know the weights",
    why: "A row of weight 3 is three patients, and BIC and events per variable need their number.",
    source: "survival 3.5-3, `coxph`",
    size: { question: "events of 40 rows that stand for 1 to 3 patients", r: 26, ours: 65 },
  },
  (size) => {
    expectShown(r.frequencies.events, size.r);
    const { n, events } = coxph(rows, { ...spec, weights: "w", weightType: "frequency" });
    expectShown(events, size.ours);
    expect([events, n]).toEqual([r.frequencies.weights, rows.reduce((sum, { w }) => sum + w, 0)]);
  },
);

differsFromR(
  {
    where: "coxph",
    ours: "the conditional odds ratio of a two-by-two table is the root of its equation",
    r: "`fisher.test` stops its root finder at a tolerance of 1.2e-4",
    why: "One time, events the cases, exact ties: the maximum solves r^4 = 36 r^2 + 32 r + 3 for the table 3, 1, 1, 3.",
    source: "stats, `fisher.test`",
    size: { question: "odds ratio", r: 6.408309, ours: 6.40832 },
  },
  (size) => {
    expectShown(r.oddsRatio, size.r);
    const table = [3, 1, 1, 3].flatMap((count, cell) =>
      Array.from({ length: count }, () => ({ time: 1, event: cell < 2 ? 1 : 0, x: cell % 2 === 0 ? 1 : 0 })),
    );
    const ratio = coxph(table, { ...spec, ties: "exact" }).coefficients[0]!.hazardRatio!;
    expectShown(ratio, size.ours);
    near(ratio * ratio * ratio * ratio, 36 * ratio * ratio + 32 * ratio + 3, 1, 1e-9);
  },
);

differsFromR(
  {
    where: "proportionalHazardsTest",
    ours: "a model with exact ties has no test of proportional hazards",
    r: "`cox.zph` takes the score of Breslow's likelihood, which is not 0 at the estimate of exact ties, without a word",
    why: "The score test needs the score and the information of the likelihood that was maximised.",
    source: "survival 3.5-3, `cox.zph`",
    size: { question: "global chi-square", r: 0.000134, ours: "an error with a remedy" },
  },
  (size) => {
    expectShown(r.exact.zph, size.r);
    const tied = rows.map((d) => ({ ...d, time: Math.ceil(d.time / 8) }));
    const fit = { ...spec, ties: "exact" } as const;
    expect(() => proportionalHazardsTest(coxph(tied, fit), tied, fit)).toThrow(/"efron"/);
  },
);

differsFromR(
  {
    where: "concordance",
    ours: "frequency weights are repeated rows in the standard error",
    r: "`concordance(coxph(weights = ))` takes them for sampling weights, whose variance has the square of the weight",
    why: "Two rows are two patients.",
    source: "survival 3.5-3, `concordance`",
    size: { question: "standard error of C", r: 0.0633, ours: 0.0412 },
  },
  (size) => {
    expectShown(r.concordance.weighted, size.r);
    const weighted = { ...spec, ties: "breslow", weights: "w", weightType: "frequency" } as const;
    const { standardError } = concordance(coxph(rows, weighted), rows, weighted);
    expectShown(standardError, size.ours);
    near(standardError, r.concordance.repeated, 0, 1e-9);
  },
);
