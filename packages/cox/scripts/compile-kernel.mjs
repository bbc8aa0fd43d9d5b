import asc from "assemblyscript/asc";

/** WebAssembly of an AssemblyScript source; memory is imported, nothing of a runtime is exported. */
export async function compileKernel(source) {
  let bytes;
  const { error, stderr } = await asc.main(
    [
      "cox.ts",
      "--outFile",
      "cox.wasm",
      "-O3",
      "--converge",
      "--runtime",
      "stub",
      "--noExportRuntime",
      "--noExportMemory",
    ].concat(["--importMemory", "--enable", "simd", "--enable", "bulk-memory", "--use", "abort="]),
    {
      readFile: (name) => (name === "cox.ts" ? source : null),
      writeFile: (_, contents) => {
        bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return bytes;
}
