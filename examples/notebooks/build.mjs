// Builds the notebooks against the packages of this repository. They import `npm:@hcc/...` as a reader of the published
// packages does; here those names lead to the workspace, so the build needs no network and neither do the pages.
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { config, observable } from "@observablehq/notebook-kit/vite";
import { build } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
rmSync(`${here}pages/records`, { recursive: true, force: true });
cpSync(`${here}../tki-i-study/records`, `${here}pages/records`, { recursive: true });

const base = config();
const offline = ["@hcc/[^/@]+", "@observablehq/plot", "d3-dsv"];
const local = {
  find: new RegExp(`^(?:npm:|https://cdn\\.jsdelivr\\.net/npm/)(${offline.join("|")})(?:@[^/]+)?(?:/\\+esm)?$`),
  replacement: "$1",
};
await build({
  ...base,
  configFile: false,
  plugins: [observable()],
  root: `${here}pages`,
  base: "./",
  logLevel: "warn",
  resolve: { alias: [local, ...base.resolve.alias] },
  build: {
    outDir: `${here}dist`,
    emptyOutDir: true,
    rollupOptions: { input: [`${here}pages/tki-i.html`, `${here}pages/lesion-table.html`] },
  },
});
