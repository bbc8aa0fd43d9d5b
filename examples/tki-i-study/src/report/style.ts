/** Style of the report beside that of the tables. */
export const pageCss = `
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 1120px; padding: 1.5rem 20px 4rem; background: #fff; color: #1a1a1a; font: 16px/1.55 Georgia, "Liberation Serif", serif; }
h1, h2, h3, nav, .notice { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: .5rem 0 1rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .75rem; padding-top: .5rem; border-top: 1px solid #d0d0d0; }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { max-width: 46em; }
nav { font-size: .875rem; columns: 2; margin: 1.5rem 0; }
nav a { display: block; color: #00548f; padding: .1rem 0; }
.notice { border-left: 4px solid #b35900; background: #fff6ec; padding: .6rem 1rem; font-size: .9rem; margin: 1rem 0; }
.figure { margin: 1.5rem 0; }
.figure .narrow { display: none; }
.hcc-table { max-width: max-content; }
.hcc-table-notes p { max-width: 90em; }
.hcc-table th[scope="row"] { white-space: normal; max-width: 24em; }
p { overflow-wrap: anywhere; }
summary { cursor: pointer; font-family: Helvetica, Arial, "Liberation Sans", sans-serif; color: #00548f; margin: 1.5rem 0; }

.patient { margin: 2.5rem 0; }
.patient .head { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.3fr); gap: 2rem; align-items: start; }
.patient .head .figure { margin: 0; }
.patient ul { margin: 0; padding-left: 1.2em; }
.patient .hcc-table { font-size: 12px; }
.patient .hcc-table th, .patient .hcc-table td { padding: .2em .5em; }
.patient .hcc-table th[scope="row"] { white-space: nowrap; max-width: none; }
.patient .hcc-table-notes { font-size: 11px; line-height: 1.3; columns: 2 30em; column-gap: 2em; }
.patient .hcc-table-notes p { margin: 0 0 .3em; }
@media screen and (max-width: 700px) {
  .patient .head { grid-template-columns: minmax(0, 1fr); gap: 1rem; }
  body { padding: 1rem 14px 3rem; }
  nav { columns: 1; }
  .figure .wide { display: none; }
  .figure .narrow { display: block; }
}
@page { size: A4; margin: 10mm; }
@media print {
  body { padding: 0; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  .figure, .hcc-table { break-inside: avoid; }
  .patient { break-before: page; break-after: page; break-inside: avoid; margin: 0; font-size: 9pt; line-height: 1.3; }
  .patient h3 { margin: 0 0 .3rem; }
  .patient .head { grid-template-columns: minmax(0, 1fr) 250px; gap: 1rem; }
  .patient .hcc-table { margin: .4em 0; font-size: 7pt; line-height: 1.25; }
  .patient .hcc-table th, .patient .hcc-table td { padding: .03em .3em; }
  .patient .hcc-table-notes { font-size: 6.2pt; line-height: 1.25; columns: 1; margin-top: .3em; }
  .patient .hcc-table-notes p { margin: 0 0 .1em; }
}
`;
