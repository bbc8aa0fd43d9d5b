import { main } from "assemblyscript/asc";

const OPTIONS =
  "--outFile cox.wasm -O3 --converge --runtime stub --noExportRuntime --noExportMemory --importMemory".split(" ");

/** WebAssembly of an AssemblyScript source; memory is imported, nothing of a runtime is exported. */
export async function compileKernel(source: string): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await main(
    ["cox.ts", ...OPTIONS, "--enable", "simd", "--enable", "bulk-memory", "--use", "abort="],
    {
      readFile: (name) => (name === "cox.ts" ? source : null),
      writeFile: (_, contents) => {
        if (typeof contents !== "string") bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || bytes === undefined) throw new Error(`${error?.message}\n${stderr}`);
  return bytes;
}
