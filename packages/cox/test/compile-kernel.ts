import { readFileSync } from "node:fs";
import { main } from "assemblyscript/asc";

const OPTIONS =
  "--outFile cox.wasm -O3 --converge --runtime stub --noExportRuntime --noExportMemory --importMemory".split(" ");

/** WebAssembly of assembly/cox.ts; memory is imported, nothing of a runtime is exported. */
export async function compileKernel(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await main(
    ["cox.ts", ...OPTIONS, "--enable", "simd", "--enable", "bulk-memory", "--use", "abort="],
    {
      readFile: (name) => {
        try {
          return readFileSync(new URL(`../assembly/${name}`, import.meta.url), "utf8");
        } catch {
          return null;
        }
      },
      writeFile: (_, contents) => {
        if (typeof contents !== "string") bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || bytes === undefined) throw new Error(`${error?.message}\n${stderr}`);
  return bytes;
}
