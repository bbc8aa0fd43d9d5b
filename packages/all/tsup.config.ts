import { defineConfig } from "tsup";
import { library } from "../../tsup.config.base.js";

const browser = defineConfig({
  entry: { hcc: "src/index.ts" },
  format: ["iife"],
  globalName: "hcc",
  target: "es2022",
  platform: "browser",
  noExternal: [/.*/],
  minify: true,
  clean: false,
  dts: false,
  esbuildOptions(esbuild) {
    esbuild.legalComments = "linked";
  },
});

export default [library(), browser].flat();
