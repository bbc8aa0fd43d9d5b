import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { type Table, tableCss, toCsv, toHtml, toMarkdown } from "../src/index.js";

const table: Table = Object.freeze({
  kind: "table",
  version: 1,
  title: "Baseline <b>& more</b>",
  columns: [
    { key: "name", label: "Characteristic", align: "left" },
    { key: "a", label: 'TKI-I "new"\n(n = 68)', align: "center", group: "Total cohort" },
    { key: "p", label: "P", align: "right", group: "Total cohort" },
  ],
  rows: [
    { cells: ["AFP | µg/L", "", "<0.001"], level: 0, header: true },
    { cells: ["<img src=x onerror=alert(1)>", "−1.5", ""], level: 1 },
  ],
  notes: ["*Counted as 10 & more."],
} as const);

test("HTML has a caption, heads with scope, groups over their columns, and escaped text", () => {
  expect(toHtml(table)).toMatchInlineSnapshot(`
    "<figure class="hcc-table">
    <div class="hcc-table-scroll" role="region" aria-label="Baseline &lt;b&gt;&amp; more&lt;/b&gt;" tabindex="0">
    <table>
    <caption><span>Baseline &lt;b&gt;&amp; more&lt;/b&gt;</span></caption>
    <thead>
    <tr><th scope="col" rowspan="2">Characteristic</th><th scope="colgroup" colspan="2">Total cohort</th></tr>
    <tr><th scope="col" class="hcc-table-center">TKI-I &quot;new&quot;<br>(n = 68)</th><th scope="col" class="hcc-table-right">P</th></tr>
    </thead>
    <tbody>
    <tr class="hcc-table-header"><th scope="row">AFP | µg/L</th><td class="hcc-table-center"></td><td class="hcc-table-right">&lt;0.001</td></tr>
    <tr class="hcc-table-level-1"><th scope="row">&lt;img src=x onerror=alert(1)&gt;</th><td class="hcc-table-center">−1.5</td><td class="hcc-table-right"></td></tr>
    </tbody>
    </table>
    </div>
    <figcaption class="hcc-table-notes">
    <p>*Counted as 10 &amp; more.</p>
    </figcaption>
    </figure>
    "
  `);
});

test("no text of a table becomes an element of the HTML", () => {
  const { document } = parseHTML(`<body>${toHtml(table)}</body>`);
  expect(document.querySelector("img, b")).toBeNull();
  expect(document.querySelectorAll("tbody th[scope=row]")).toHaveLength(2);
  expect(document.querySelector("caption")!.textContent).toBe("Baseline <b>& more</b>");
  expect([...document.querySelectorAll("thead th")].map((th) => th.getAttribute("scope"))).toEqual([
    "col",
    "colgroup",
    "col",
    "col",
  ]);
});

test("Markdown puts groups before labels and escapes what Markdown and HTML would read", () => {
  expect(toMarkdown(table)).toMatchInlineSnapshot(`
    "**Baseline &lt;b>& more&lt;/b>**

    | Characteristic | Total cohort: TKI-I "new" (n = 68) | Total cohort: P |
    | :--- | :---: | ---: |
    | **AFP \\| µg/L** |  | <0.001 |
    |  &lt;img src=x onerror=alert(1)> | −1.5 |  |

    \\*Counted as 10 & more.
    "
  `);
});

test("CSV quotes commas and quotes, indents levels and writes a plain minus sign", () => {
  expect(toCsv(table)).toMatchInlineSnapshot(`
    "Characteristic,"Total cohort: TKI-I ""new"" (n = 68)",Total cohort: P
    AFP | µg/L,,<0.001
      <img src=x onerror=alert(1)>,-1.5,
    "
  `);
  expect(toCsv(table, { byteOrderMark: true }).startsWith("\ufeffCharacteristic")).toBe(true);
});

test("every class of the HTML has a rule in the style sheet", () => {
  const classes = [...toHtml(table).matchAll(/class="([^"]+)"/g)].flatMap((match) => match[1]!.split(" "));
  for (const name of new Set(classes)) expect(tableCss).toContain(`.${name}`);
});
