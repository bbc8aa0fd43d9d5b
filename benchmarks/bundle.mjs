import { build } from "esbuild";

const resolveDir = new URL("../packages/cox/src/", import.meta.url).pathname;

/** Modules of the sources, bundled in memory: the package does not export them. */
export async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["@hcc/source"],
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}
