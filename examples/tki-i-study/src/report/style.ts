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
@media (max-width: 700px) {
  body { padding: 1rem 14px 3rem; }
  nav { columns: 1; }
  .figure .wide { display: none; }
  .figure .narrow { display: block; }
}
@media print { nav { display: none; } h2 { break-after: avoid; } .figure, .hcc-table { break-inside: avoid; } }
`;
