import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { differsFromR, expectShown } from "../../../scripts/differs-from-r.js";
import { balance } from "../src/index.js";

const { disjoint } = JSON.parse(readFileSync(new URL("../../../validation/psm-balance.json", import.meta.url), "utf8"));

differsFromR(
  {
    where: "balance",
    ours: "groups without a common level of a factor differ infinitely",
    r: "`ExtractSmd` of tableone takes a generalized inverse, which leaves out the direction in which the groups differ, and prints a small number",
    why: "The covariance of the levels is singular there; a difference outside its range is not measured by it.",
    source: "github.com/kaz-yos/tableone, issue 114",
    size: {
      question: "three treated of level a, controls of levels b, c and c: difference over all levels",
      r: 0.5,
      ours: "Infinity",
    },
  },
  (size) => {
    expectShown(disjoint, size.r);
    const data = { t: [1, 1, 1, 0, 0, 0], x: ["a", "a", "a", "b", "c", "c"] };
    const { factors } = balance(data, { treatment: "t", covariates: ["x"], weights: [1, 1, 2, 1, 1, 1] });
    expectShown(factors[0]!.before, size.ours);
    expect(factors[0]!.after).toBe(Number.POSITIVE_INFINITY);
  },
);
