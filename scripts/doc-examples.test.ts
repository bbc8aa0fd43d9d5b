import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { matchesLiteral } from "./matches-literal.js";

// Runs every `@example` of the packages and every ```ts block of the READMEs and guides that imports from "@hcc/...".
// `expression; // => literal` is an assertion; numbers are compared at the digits that the literal shows.

const root = new URL("..", import.meta.url).pathname;
const packages = readdirSync(join(root, "packages")).filter((name) => name !== "all");
const load = (name: string): Promise<Record<string, unknown>> => import(/* @vite-ignore */ name);
const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<void>;

function fences(text: string): string[] {
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map((match) => match[1]!)
    .filter((code) => code.includes('"@hcc/'));
}

async function run(code: string): Promise<number> {
  const file = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  let out = "";
  let checks = 0;
  for (const statement of file.statements) {
    const text = statement.getText(file);
    if (ts.isImportDeclaration(statement)) {
      const from = (statement.moduleSpecifier as ts.StringLiteral).text;
      const clause = statement.importClause;
      if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
      const bindings = clause?.namedBindings;
      const names = clause?.name
        ? `{ default: ${clause.name.text} }`
        : bindings && ts.isNamespaceImport(bindings)
          ? bindings.name.text
          : bindings
              ?.getText(file)
              .replace(/\btype \w+,?/g, "")
              .replace(/ as /g, ": ");
      out += `const ${names} = await load(${JSON.stringify(from)});\n`;
      continue;
    }
    const expected = /^[^\S\n]*;?[^\S\n]*\/\/ => (.*)$/m.exec(code.slice(statement.end).split("\n")[0]!)?.[1];
    if (expected === undefined) {
      out += `${text}\n`;
      continue;
    }
    if (!ts.isExpressionStatement(statement)) throw new Error(`"=> ${expected}" does not follow an expression`);
    checks++;
    out += `check(${statement.expression.getText(file)}, (${expected}), ${JSON.stringify(expected)});\n`;
  }
  const { code: script } = transformSync(`async () => {${out}}`, { loader: "ts", target: "es2022" });
  const check = (actual: unknown, literal: unknown, shown: string): void => {
    if (!matchesLiteral(actual, literal, shown)) expect(actual, `// => ${shown}`).toEqual(literal);
  };
  await new AsyncFunction("load", "check", `return (${script.trim().replace(/;$/, "")})();`)(load, check);
  return checks;
}

function exportsOf(folder: string): { name: string; doc: string }[] {
  const found: { name: string; doc: string }[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "index.ts")) {
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.ES2022, true);
    for (const statement of source.statements) {
      if (!ts.isFunctionDeclaration(statement) && !ts.isClassDeclaration(statement)) continue;
      if (!statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) continue;
      const comment = ts.getJSDocCommentsAndTags(statement).find(ts.isJSDoc);
      found.push({ name: statement.name?.text ?? file, doc: comment?.getText(source).replace(/^\s*\* ?/gm, "") ?? "" });
    }
  }
  return found;
}

for (const name of packages) {
  const folder = join(root, "packages", name, "src");
  const entries = ["index.ts", "async.ts"].filter((entry) => existsSync(join(folder, entry)));
  const exported = entries.map((entry) => readFileSync(join(folder, entry), "utf8")).join("\n");
  describe(`@hcc/${name}: the example of`, () => {
    for (const { name: fn, doc } of exportsOf(folder)) {
      if (!new RegExp(`\\b${fn}\\b`).test(exported)) continue;
      test(`${fn} runs and shows what it says`, async () => {
        const code = fences(doc);
        expect(code, `${fn} has no @example`).not.toHaveLength(0);
        for (const block of code) expect(await run(block), "the example checks nothing").toBeGreaterThan(0);
      });
    }
  });
}

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...(existsSync(join(root, "docs")) ? readdirSync(join(root, "docs")) : [])
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...[...packages, "all"].map((name) => `packages/${name}/README.md`),
];
describe("the code of", () => {
  for (const page of pages) {
    test(`${page} runs`, async () => {
      for (const block of fences(readFileSync(join(root, page), "utf8"))) await run(block);
    });
  }
});
