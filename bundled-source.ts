import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import type { Plugin as VitePlugin } from "vitest/config";

// `import source from "./main.js?bundled"` is the text of a script made of that module and all that it imports: what a
// worker is started from, without a second file beside the package.

const SUFFIX = /\.js\?bundled$/;

async function bundledSource(specifier: string, folder: string, conditions: string[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, specifier.replace(SUFFIX, ".ts"))],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    platform: "browser",
    conditions,
    legalComments: "none",
    logLevel: "error",
  });
  return outputFiles[0]!.text;
}

/** For the builds, from the built packages. */
export const bundledInBuild: Plugin = {
  name: "bundled",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: SUFFIX }, ({ path, resolveDir }) => ({
      path,
      namespace: "bundled",
      pluginData: resolveDir,
    }));
    onLoad({ filter: /./, namespace: "bundled" }, async ({ path, pluginData }) => ({
      contents: await bundledSource(path, pluginData as string, []),
      loader: "text",
    }));
  },
};

/** For the tests, from the sources of the packages. */
export const bundledInTests: VitePlugin = {
  name: "bundled",
  enforce: "pre",
  resolveId(id, importer) {
    if (!SUFFIX.test(id)) return null;
    const folder = importer!.slice(0, importer!.lastIndexOf("/"));
    return `\0bundled:${folder}:${id}`;
  },
  async load(id) {
    if (!id.startsWith("\0bundled:")) return null;
    const [, folder, specifier] = id.split(":");
    return `export default ${JSON.stringify(await bundledSource(specifier!, folder!, ["@hcc/source"]))};`;
  },
};
