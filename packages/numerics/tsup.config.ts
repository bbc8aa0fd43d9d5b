import { readdirSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { library } from "../../tsup.config.base.js";

// @stdlib is inlined, so that a consumer installs none of its 200 packages. Two of its functions trace their steps with
// `debug`, which has no place in a library: it is replaced by a function that does nothing.
const inlined: Options = {
  noExternal: [/^@stdlib\//, "debug"],
  sourcemap: false,
  esbuildPlugins: [
    {
      name: "no-debug",
      setup(build) {
        build.onResolve({ filter: /^debug$/ }, () => ({ path: "debug", namespace: "no-debug" }));
        build.onLoad({ filter: /.*/, namespace: "no-debug" }, () => ({ contents: "module.exports = () => () => {};" }));
      },
    },
  ],
};

// The ESM build has a file per function: bundlers cannot shake the CommonJS modules of @stdlib out of a single file.
const functions = readdirSync(new URL("src", import.meta.url))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => `src/${name}`);

export default [
  library({ ...inlined, entry: functions, format: ["esm"], dts: false }),
  library({ ...inlined, format: ["cjs"] }),
  defineConfig({
    entry: ["src/index.ts"],
    format: ["esm"],
    clean: false,
    dts: { only: true, compilerOptions: { ignoreDeprecations: "6.0" } },
  }),
].flat();
