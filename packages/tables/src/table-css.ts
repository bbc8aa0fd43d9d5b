/**
 * Style sheet of the HTML of `toHtml`, as journals set tables: rules above, below the heads and at the end, no vertical
 * lines, figures of equal width. On a narrow screen the table scrolls sideways and its first column stays.
 *
 * @example
 * ```ts
 * import { tableCss } from "@hcc/tables";
 * tableCss.includes("tabular-nums"); // => true
 * ```
 */
export const tableCss: string = `.hcc-table { margin: 1.5em 0; color: #1a1a1a; font: 14px/1.4 Helvetica, Arial, "Liberation Sans", sans-serif; }
.hcc-table-scroll { overflow-x: auto; }
.hcc-table table { border-collapse: separate; border-spacing: 0; width: 100%; border-top: 2px solid #1a1a1a; border-bottom: 2px solid #1a1a1a; background: #fff; font-variant-numeric: tabular-nums lining-nums; }
.hcc-table caption { caption-side: top; padding: 0 0 .5em; text-align: left; font-weight: 600; }
.hcc-table caption span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 3em); }
.hcc-table th, .hcc-table td { padding: .25em .75em; text-align: left; vertical-align: baseline; font-weight: 400; white-space: nowrap; }
.hcc-table thead th { font-weight: 600; vertical-align: bottom; }
.hcc-table thead tr:last-child th, .hcc-table thead th[rowspan] { border-bottom: 1px solid #1a1a1a; }
.hcc-table th[scope="colgroup"] { text-align: center; border-bottom: 1px solid #8c8c8c; }
.hcc-table .hcc-table-center { text-align: center; }
.hcc-table .hcc-table-right { text-align: right; }
.hcc-table th:first-child { padding-left: .25em; }
.hcc-table thead tr:first-child th:first-child, .hcc-table th[scope="row"] { position: sticky; left: 0; background: #fff; }
.hcc-table .hcc-table-header th[scope="row"] { font-weight: 600; }
.hcc-table .hcc-table-level-1 th[scope="row"] { padding-left: 1.5em; }
.hcc-table .hcc-table-level-2 th[scope="row"] { padding-left: 2.75em; }
.hcc-table-notes { margin-top: .5em; color: #595959; font-size: 12px; }
.hcc-table-notes p { margin: 0 0 .25em; }
@media (max-width: 600px) {
  .hcc-table { font-size: 13px; }
  .hcc-table th, .hcc-table td { padding: .25em .5em; }
  .hcc-table th[scope="row"] { max-width: 45vw; white-space: normal; box-shadow: 1px 0 0 #d9d9d9; }
}
`;
