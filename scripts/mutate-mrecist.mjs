// Mutation testing of the response rules and liver scores: every comparison, && and || and every number is changed in
// turn, and the tests have to notice. Not part of CI (see CONTRIBUTING.md).
//
//   npm run test:mutations                       all files
//   npm run test:mutations -- --file target.ts   one of them; may be repeated
//   npm run test:mutations -- --only "target.ts:83"   mutants whose line of the report begins so; may be repeated
//
// The sources are bundled once with every mutation behind a switch, so that a mutant costs one run of the tests up to
// the first failure. Survivors that no test can tell from the original are listed in mutate-mrecist.json with the reason.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import vm from "node:vm";
import { build } from "esbuild";
import fc from "fast-check";
import ts from "typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "packages/mrecist/src");
const fromVitest = createRequire(createRequire(import.meta.url).resolve("vitest/package.json"));
const { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } = await import(fromVitest.resolve("@vitest/expect"));
for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
// Texts of traces are out of scope.
chai.use((_, utils) => utils.addMethod(chai.Assertion.prototype, "toMatchSnapshot", () => undefined));

const ENGINE = {
  files: [
    ..."target thresholds thrombus thrombus-state new-lesions non-target disease overall-table best-response".split(
      " ",
    ),
    ..."immune immune-inputs lesion read-cell tenths".split(" "),
  ].map((name) => `internal/${name}.ts`),
  // Those that find most in the shortest time first.
  tests: [
    ..."oracle-findings best-response overall criteria input-rules engine-limits oracle bad-input".split(" "),
    ..."assess-responses thrombus target properties oracle-invariance".split(" "),
  ],
};
const SCORES = {
  files: "albi child-pugh bclc hap-score up-to-seven six-and-twelve tace-refractoriness"
    .split(" ")
    .map((it) => `${it}.ts`),
  tests: ["liver-scores", "liver-limits"],
};
// Most mutants are found by a few random courses; the others take all.
const FEW_RUNS = 100;

const OTHER = { ">=": ">", ">": ">=", "<=": "<", "<": "<=", "===": "!==", "!==": "===", "&&": "||", "||": "&&" };
const COMPARE = {
  ">=": (a, b) => a >= b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  "<": (a, b) => a < b,
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
};

let active = -1;
const switches = {
  compare: (id, op, a, b) => COMPARE[id === active ? OTHER[op] : op](a, b),
  logic: (id, op, a, b) => ((id === active ? OTHER[op] : op) === "&&" ? a && b() : a || b()),
  number: (id, value, more, less) => (id === active ? more : id + 1 === active ? less : value),
};

/** The number with its last digit changed by `step`. */
function nextTo(text, step) {
  const [mantissa, exponent = ""] = text.replaceAll("_", "").split(/(?=e)/i);
  const digits = mantissa.split(".")[1]?.length ?? 0;
  return Number(`${(Number(mantissa) + step * 10 ** -digits).toFixed(digits)}${exponent}`);
}

const isText = (node) =>
  ts.isTemplateExpression(node) || (ts.isStringLiteralLike(node) && (node.text === "" || node.text.includes(" ")));

/** The file with a switch at every place that is mutated; adds to `mutants`. */
function instrumented(path, mutants) {
  const file = basename(path);
  const text = readFileSync(path, "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const seen = new Map();
  const add = (node, from, to) => {
    let around = node.parent;
    while (around.getText().length < 12 && around.parent) around = around.parent;
    const where = (ts.isNumericLiteral(node) ? around : node).getText().replace(/\s+/g, " ").slice(0, 90);
    const plain = `${where} | ${from} -> ${to}`;
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    mutants.push({ file, line: line + 1, key: count === 1 ? plain : `${plain} #${count}` });
    return mutants.length - 1;
  };
  const emit = (node) => {
    if (ts.isTemplateExpression(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node))
      return node.getFullText();
    if (ts.isConditionalExpression(node) && (isText(node.whenTrue) || isText(node.whenFalse)))
      return node.getFullText();
    const lead = node.getFullText().slice(0, node.getLeadingTriviaWidth());
    if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent.name === node ? node.parent : node)) {
      const [more, less] = [nextTo(node.getText(), 1), nextTo(node.getText(), -1)];
      const id = add(node, node.getText(), more);
      add(node, node.getText(), less);
      return `${lead}globalThis.__switches.number(${id}, ${node.getText()}, ${more}, ${less})`;
    }
    if (ts.isBinaryExpression(node) && OTHER[node.operatorToken.getText()] !== undefined) {
      const op = node.operatorToken.getText();
      const id = add(node, op, OTHER[op]);
      const [left, right] = [emit(node.left), emit(node.right)];
      return op in COMPARE
        ? `${lead}globalThis.__switches.compare(${id}, "${op}", ${left}, ${right})`
        : `${lead}globalThis.__switches.logic(${id}, "${op}", ${left}, () => (${right}))`;
    }
    let out = "";
    let at = node.getFullStart();
    ts.forEachChild(node, (child) => {
      out += text.slice(at, child.getFullStart()) + emit(child);
      at = child.getEnd();
    });
    return out + text.slice(at, node.getEnd());
  };
  return emit(tree);
}

/** Sources and tests as one script that runs the tests and throws the first failure. */
async function scriptOf({ tests }, files, mutants) {
  const own = new Map(files.map((file) => [join(source, file), instrumented(join(source, file), mutants)]));
  const given = { vitest: "__vitest", "fast-check": "__fastCheck" };
  const plugin = {
    name: "mutants",
    setup(build) {
      build.onResolve({ filter: /^(vitest|fast-check)$/ }, ({ path }) => ({ path, namespace: "given" }));
      build.onLoad({ filter: /.*/, namespace: "given" }, ({ path }) => ({
        contents: `module.exports = globalThis.${given[path]};`,
      }));
      build.onLoad({ filter: /mrecist\/src\/.*\.ts$/ }, ({ path }) =>
        own.has(path) ? { contents: own.get(path), loader: "ts" } : undefined,
      );
    },
  };
  const { outputFiles } = await build({
    stdin: {
      contents: tests.map((name) => `import "./packages/mrecist/test/${name}.test.ts";`).join("\n"),
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: "iife",
    platform: "node",
    conditions: ["@hcc/source"],
    // The packages say that they have no side effects; tests are nothing else.
    ignoreAnnotations: true,
    plugins: [plugin],
    logLevel: "error",
  });
  return new vm.Script(`${outputFiles[0].text}\nglobalThis.__runTests();`, { filename: "mutants.js" });
}

/** Runs the tests; the message of the first failure, or null. */
function firstFailure(script, { runs, milliseconds }) {
  const cases = [];
  const each = (add) => (table) => (name, run) => {
    for (const row of table) add(name, () => run(...(Array.isArray(row) ? row : [row])));
  };
  const test = (name, run) => cases.push({ name, run });
  const describe = (_, body) => body();
  test.each = each(test);
  describe.each = each(describe);
  globalThis.__vitest = { test, it: test, describe, expect: chai.expect };
  const few = (options) => ({ ...options, numRuns: Math.min(options?.numRuns ?? 100, runs), endOnFailure: true });
  globalThis.__fastCheck = {
    ...fc,
    default: { ...fc, assert: (property, options) => fc.assert(property, few(options)) },
  };
  globalThis.__fastCheck.__esModule = true;
  globalThis.require = createRequire(import.meta.url);
  globalThis.__switches = switches;
  globalThis.__runTests = () => {
    if (cases.length === 0) throw new Error("there are no tests");
    for (const { run } of cases) run();
  };
  try {
    script.runInThisContext({ timeout: milliseconds });
    return null;
  } catch (error) {
    return String(error.message ?? error).split("\n")[0];
  }
}

const { values } = parseArgs({
  options: {
    file: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    verbose: { type: "boolean" },
  },
});
const equivalent = JSON.parse(readFileSync(join(root, "scripts/mutate-mrecist.json"), "utf8"));
const chosen = values.file ?? values.only?.map((text) => text.split(":")[0]);
const wanted = (file) => chosen === undefined || chosen.includes(basename(file));
let unlisted = 0;
for (const group of [ENGINE, SCORES]) {
  const files = group.files.filter(wanted);
  if (files.length === 0) continue;
  const mutants = [];
  const script = await scriptOf(group, files, mutants);
  active = -1;
  // A mutant may loop for ever: what takes four times as long as the original counts as found.
  const [few, all] = [FEW_RUNS, Number.POSITIVE_INFINITY].map((runs) => {
    const start = Date.now();
    const broken = firstFailure(script, { runs, milliseconds: 600_000 });
    if (broken !== null) throw new Error(`the tests fail without any mutation: ${broken}`);
    return { runs, milliseconds: 5_000 + 4 * (Date.now() - start) };
  });
  const counts = new Map(files.map((file) => [basename(file), { killed: 0, survived: 0, equivalent: 0 }]));
  mutants.forEach(({ file, line, key }, id) => {
    const text = `${file}:${line} ${key}`;
    if (values.only !== undefined && !values.only.some((start) => text.startsWith(start))) return;
    active = id;
    const failure = firstFailure(script, few) ?? firstFailure(script, all);
    const count = counts.get(file);
    const reason = equivalent[file]?.[key];
    if (failure !== null) {
      count.killed++;
      if (reason !== undefined) console.log(`listed as equivalent but killed: ${text}`);
      if (values.verbose) console.log(`killed ${text}: ${failure}`);
    } else if (reason !== undefined) count.equivalent++;
    else {
      count.survived++;
      unlisted++;
      console.log(`survived ${text}`);
    }
  });
  for (const [file, { killed, survived, equivalent }] of counts) {
    console.log(`${file}: ${killed} killed, ${survived} survived, ${equivalent} equivalent`);
  }
}
if (unlisted > 0) process.exitCode = 1;
