import { existsSync, readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import type { Difference } from "./differs-from-r.js";

const root = new URL("../", import.meta.url);
type Listed = Difference & { readonly file: string };

/** The value of a literal; anything that would have to be computed is an error. */
function literal(node: ts.Expression, file: string): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return -Number(literal(node.operand as ts.Expression, file));
  if (ts.isObjectLiteralExpression(node)) {
    return Object.fromEntries(
      node.properties.map((property) => {
        if (!ts.isPropertyAssignment(property)) throw new Error(`${file}: give "name: value"`);
        return [property.name.getText(), literal(property.initializer, file)];
      }),
    );
  }
  throw new Error(`${file}: ${node.getText()} is no literal`);
}

function differencesIn(file: string): Listed[] {
  const text = readFileSync(new URL(file, root), "utf8");
  if (!text.includes("differsFromR(")) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Listed[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "differsFromR") {
      found.push({ ...(literal(node.arguments[0]!, file) as Difference), file });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function page(): string {
  const differences = readdirSync(new URL("packages", root)).flatMap((name) => {
    const folder = `packages/${name}/test`;
    if (!existsSync(new URL(folder, root))) return [];
    return readdirSync(new URL(folder, root))
      .filter((file) => file.endsWith(".test.ts"))
      .sort()
      .flatMap((file) => differencesIn(`${folder}/${file}`));
  });
  const { versions } = JSON.parse(readFileSync(new URL("validation/differences.json", root), "utf8"));
  const names = [...new Set(differences.map(({ where }) => where))].sort();
  const sections = names.map((name) => {
    const own = differences.filter(({ where }) => where === name);
    return `## \`${name}\`\n\n${own.map(entry).join("\n\n")}`;
  });
  return `---
title: Where we differ from R
---

# Where we differ from R, on purpose

${differences.length} differences, each proved by a test that holds R's number and ours. R ${versions.r}, survival ${versions.survival}, measured by
\`validation/*.R\`. This page is generated from the tests: \`npx vitest run scripts/where-we-differ-from-r.test.ts -u\` writes it,
and the same test fails when it is stale.

${sections.join("\n\n")}
`;
}

function entry({ ours, r, why, size, source, file }: Listed): string {
  const test = file.slice(file.lastIndexOf("/") + 1);
  return `**${ours[0]!.toUpperCase()}${ours.slice(1)}.** R: ${r}. ${why}

- ${size.question}: R **${size.r}**, here **${size.ours}**
- ${source}; proved in [\`${test}\`](../${file})`;
}

test("docs/where-we-differ-from-r.md is what the tests say", async () => {
  await expect(page()).toMatchFileSnapshot("../docs/where-we-differ-from-r.md");
});
