import { Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import {
  type AnyTerm,
  encodeTerms,
  factor,
  type InputError,
  interaction,
  log2Term,
  matrix,
  readFrame,
} from "../src/index.js";

const rows = Object.freeze(
  [
    { age: 61, sex: "male", childPugh: "B", afp: 8, cirrhosis: true },
    { age: 48, sex: "female", childPugh: "A", afp: 400, cirrhosis: false },
    { age: 55, sex: "male", childPugh: "C", afp: 2, cirrhosis: true },
  ].map((row) => Object.freeze(row)),
);
const design = (terms: AnyTerm[], data: readonly object[] = rows) => {
  const frame = readFrame(data, {}, { terms });
  return encodeTerms(frame.terms, frame.n);
};
const thrown = (run: () => unknown): InputError => {
  try {
    run();
  } catch (error) {
    return error as InputError;
  }
  throw new Error("nothing was thrown");
};

test("numbers stay, text and booleans become factors whose first level is the reference", () => {
  const { matrix: x, columns, p } = design(["age", "sex", "cirrhosis"]);
  expect(columns.map(({ name, term, level }) => [name, term, level])).toEqual([
    ["age", "age", null],
    ["sex=male", "sex", "male"],
    ["cirrhosis=true", "cirrhosis", "true"],
  ]);
  expect([p, ...x]).toEqual([3, 61, 1, 1, 48, 0, 0, 55, 1, 1]);
});

test("factor() sets levels, reference and label, also for numbers", () => {
  expect(design([factor("childPugh", { reference: "B" })]).columns.map((c) => c.name)).toEqual([
    "childPugh=A",
    "childPugh=C",
  ]);
  expect(design([factor("childPugh", { levels: ["C", "B", "A"], label: "Child-Pugh" })]).terms).toEqual([
    { name: "Child-Pugh", parts: [{ type: "factor", name: "Child-Pugh", levels: ["C", "B", "A"], reference: "C" }] },
  ]);
  expect(design([factor("age")]).columns.map((c) => c.level)).toEqual(["55", "61"]);
});

test("log2Term() is the base-2 logarithm", () => {
  expect([...design([log2Term("afp")], [{ afp: 8 }, { afp: 2 }]).matrix]).toEqual([3, 1]);
});

test("interaction() multiplies every column of one term with every column of the other", () => {
  const { columns, matrix: x, p } = design([interaction("childPugh", "age")]);
  expect(columns.map((c) => c.name)).toEqual(["childPugh=B:age", "childPugh=C:age"]);
  expect([p, ...x]).toEqual([2, 61, 0, 0, 0, 0, 55]);
});

test("named channels take an accessor; a matrix of ml-matrix is accepted as it is", () => {
  const { matrix: x } = design([
    { age10: (d: { age: number }) => d.age / 10 },
    matrix(new Matrix([[1], [2], [3]]), { names: ["m"] }),
  ]);
  expect([...x]).toEqual([6.1, 1, 4.8, 2, 5.5, 3]);
});

test("new data are coded by the levels and references of the model", () => {
  const first = design([factor("childPugh", { reference: "C" }), "sex"]);
  const frame = readFrame([rows[0]!], {}, { terms: [factor("childPugh"), "sex"] });
  const second = encodeTerms(frame.terms, frame.n, first.terms);
  expect(second.columns).toEqual(first.columns);
  expect([...second.matrix]).toEqual([0, 1, 1]);
});

describe("an error names what to do:", () => {
  const cases: [string, AnyTerm[], string][] = [
    ["a factor with one level", [{ x: () => "a" }], "one level"],
    ["an unknown reference", [factor("sex", { reference: "m" })], "none of the levels"],
    ["a term listed twice", ["age", "age"], "list the term once"],
    ["a logarithm of zero", [log2Term(() => 0, { label: "log AFP" })], "positive"],
    ["an accessor without a name", [factor(() => "a")], "label"],
    ["names that do not fit the matrix", [], ""],
  ];
  for (const [title, terms, text] of cases.slice(0, -1)) {
    test(title, () => {
      expect(thrown(() => design(terms)).message).toContain(text);
    });
  }
  test("names that do not fit the matrix", () => {
    expect(thrown(() => matrix(new Matrix([[1, 2]]), { names: ["a"] })).code).toBe("length-mismatch");
  });
  test("a level that the model does not know", () => {
    const known = design(["sex"]).terms;
    const frame = readFrame([{ sex: "x" }], {}, { terms: ["sex"] });
    expect(thrown(() => encodeTerms(frame.terms, frame.n, known)).code).toBe("unknown-level");
  });
});
