import { defineConfig, type Options } from "tsup";

/** ESM, CommonJS and types from `src/index.ts`; what every package of the family shares. */
export function library(options: Options = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: ["src/index.ts"],
    format: ["esm", "cjs"],
    target: "es2022",
    platform: "neutral",
    splitting: true,
    sourcemap: true,
    clean: false,
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    ...options,
    esbuildOptions(esbuild) {
      esbuild.legalComments = "linked";
      esbuild.mainFields = ["module", "main"];
    },
  });
}
