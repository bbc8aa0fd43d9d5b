import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

// Functions of Math that engines round differently (ECMA-262 leaves them implementation-approximated).
const inexact = new Set(
  "acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh random".split(
    " ",
  ),
);
const root = new URL("..", import.meta.url).pathname;

function sources(folder: string, pattern: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function findings(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const at = (node: ts.Node): string =>
    `${path.slice(root.length)}:${file.getLineAndCharacterOfPosition(node.pos).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAccessExpression(node) &&
      node.expression.getText(file) === "Math" &&
      inexact.has(node.name.text)
    ) {
      found.push(`${at(node)} Math.${node.name.text}`);
    }
    if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken || node.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) {
      found.push(`${at(node)} **`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe("no package uses a function of Math that differs between engines", () => {
  const packages = readdirSync(join(root, "packages"));
  for (const name of packages) {
    test(`the sources of @hcc/${name}`, () => {
      expect(sources(join(root, "packages", name, "src"), /\.ts$/).flatMap(findings)).toEqual([]);
    });
  }
  test("the generator of the synthetic cohort", () => {
    expect(sources(join(root, "examples/tki-i-study/cohort"), /\.ts$/).flatMap(findings)).toEqual([]);
  });
  test.skipIf(!existsSync(join(root, "packages/numerics/dist/index.js")))(
    "the built @hcc/numerics with the functions it inlines",
    () => {
      expect(sources(join(root, "packages/numerics/dist"), /\.js$/).flatMap(findings)).toEqual([]);
    },
  );
});
