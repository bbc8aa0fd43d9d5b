// Sources with a switch at every place that mutation testing changes, and sources and tests as one script.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import ts from "typescript";

/** What each operator and constant becomes; numbers: one more and one less in their last digit. */
const OTHER = {
  ...{ ">=": ">", ">": ">=", "<=": "<", "<": "<=", "===": "!==", "!==": "===", "==": "!=", "!=": "==" },
  ...{ "&&": "||", "||": "&&" },
};
const LOGIC = ["&&", "||"];

/** The number with its last digit changed by `step`. */
function nextTo(text, step) {
  const [mantissa, exponent = ""] = text.replaceAll("_", "").split(/(?=e)/i);
  const digits = mantissa.split(".")[1]?.length ?? 0;
  return Number(`${(Number(mantissa) + step * 10 ** -digits).toFixed(digits)}${exponent}`);
}

const isText = (node) =>
  ts.isTemplateExpression(node) || (ts.isStringLiteralLike(node) && (node.text === "" || node.text.includes(" ")));
const isSwitch = (node) => node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;

/** The file with a switch at every place that is mutated; adds to `mutants`. Texts and types are left as they are. */
function instrumented(path, mutants) {
  const file = basename(path);
  const text = readFileSync(path, "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const seen = new Map();
  const add = (node, from, to) => {
    let around = node.parent;
    while (around.getText().length < 12 && around.parent) around = around.parent;
    const where = (ts.isBinaryExpression(node) ? node : around).getText().replace(/\s+/g, " ").slice(0, 90);
    const plain = `${where} | ${from} -> ${to}`;
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    mutants.push({ file, line: line + 1, key: count === 1 ? plain : `${plain} #${count}` });
    return mutants.length - 1;
  };
  const emit = (node) => {
    if (ts.isTemplateExpression(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) {
      return node.getFullText();
    }
    if (ts.isConditionalExpression(node) && (isText(node.whenTrue) || isText(node.whenFalse))) {
      return node.getFullText();
    }
    const lead = node.getFullText().slice(0, node.getLeadingTriviaWidth());
    if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent.name === node ? node.parent : node)) {
      const [more, less] = [nextTo(node.getText(), 1), nextTo(node.getText(), -1)];
      const id = add(node, node.getText(), more);
      add(node, node.getText(), less);
      return `${lead}(__mutants.on(${id}) ? ${more} : __mutants.on(${id + 1}) ? ${less} : ${node.getText()})`;
    }
    if (isSwitch(node)) {
      const other = node.getText() === "true" ? "false" : "true";
      return `${lead}(__mutants.on(${add(node, node.getText(), other)}) ? ${other} : ${node.getText()})`;
    }
    if (ts.isBinaryExpression(node) && OTHER[node.operatorToken.getText()] !== undefined) {
      const op = node.operatorToken.getText();
      const id = add(node, op, OTHER[op]);
      const [left, right] = [emit(node.left), emit(node.right)];
      const of = (op) => (LOGIC.includes(op) ? `((a, b) => a ${op} b())` : `((a, b) => a ${op} b)`);
      const chosen = `(__mutants.on(${id}) ? ${of(OTHER[op])} : ${of(op)})`;
      return `${lead}${chosen}(${left}, ${LOGIC.includes(op) ? `() => (${right})` : right})`;
    }
    const turns = ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node);
    let out = "";
    let at = node.getFullStart();
    ts.forEachChild(node, (child) => {
      out += text.slice(at, child.getFullStart());
      out += turns && child === node.statement ? `{ __mutants.turn(); ${emit(child)} }` : emit(child);
      at = child.getEnd();
    });
    return out + text.slice(at, node.getEnd());
  };
  return `const __mutants = globalThis.__mutants;\n${emit(tree)}`;
}

/** `files` of `source` and `tests` as a script that gathers the cases of the tests, and the mutants of the files. */
export async function scriptOf(root, files, tests) {
  const source = join(root, "packages/mrecist/src");
  const mutants = [];
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
  return { mutants, script: new vm.Script(outputFiles[0].text, { filename: "mutants.js" }) };
}
