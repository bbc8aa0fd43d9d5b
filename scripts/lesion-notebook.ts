import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";

const pages = new URL("../examples/notebooks/pages/", import.meta.url).pathname;

/** The code of the cells of examples/notebooks/pages/lesion-table.html, by their number. */
export function notebookCells(): ReadonlyMap<string, string> {
  const html = readFileSync(join(pages, "lesion-table.html"), "utf8");
  const cells = html.matchAll(/<script id="(\d+)" type="module"[^>]*>\n([\s\S]*?) *<\/script>/g);
  return new Map([...cells].map(([, id, code]) => [id!, code!.replace(/^ {4}/gm, "").trimEnd()]));
}

export const recordsOf = (name: string): string => readFileSync(join(pages, "lesion-table", name), "utf8");

/** What the cells define and show when they run one after the other, as a notebook on a page 720 pixels wide runs them. */
export async function runNotebook(): Promise<{
  readonly defined: Readonly<Record<string, unknown>>;
  readonly shown: readonly unknown[];
}> {
  const names: string[] = [];
  const code = [...notebookCells().values()]
    .join("\n")
    .replace(/^import (\{.*\}) from "npm:(.*)";$/gm, (_, own, from) => {
      return `const ${own} = await load("${from}");`;
    });
  for (const [, single, several] of code.matchAll(/^const (?:(\w+) =|\{ ([\w, ]+) \} = (?!await load))/gm)) {
    names.push(...(single === undefined ? several!.split(", ") : [single]));
  }
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<Record<string, unknown>>;
  const shown: unknown[] = [];
  const page = globalThis as { document?: unknown };
  const before = page.document;
  page.document = parseHTML("<html></html>").document;
  try {
    const run = new AsyncFunction(
      "load",
      "FileAttachment",
      "display",
      "width",
      `${code}\nreturn { ${names.join(", ")} };`,
    );
    const defined = await run(
      (name: string) => import(/* @vite-ignore */ name),
      (path: string) => ({ text: async () => readFileSync(join(pages, path), "utf8") }),
      (value: unknown) => shown.push(value),
      720,
    );
    return { defined, shown };
  } finally {
    if (before === undefined) delete page.document;
    else page.document = before;
  }
}
