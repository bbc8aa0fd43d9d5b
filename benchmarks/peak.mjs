// Two-lane multiplications and additions that one core of this machine makes in WebAssembly: six independent chains of each.
import { main } from "assemblyscript/asc";

const chains = [0, 1, 2, 3, 4, 5];
const source = `export function peak(n: i32, factor: f64, step: f64): f64 {
  const c = f64x2.splat(factor), d = f64x2.splat(step);
  ${chains.map((k) => `let m${k} = c, s${k} = d;`).join(" ")}
  for (let i = 0; i < n; i++) {
    ${Array.from({ length: 8 }, () => chains.map((k) => `m${k} = f64x2.mul(m${k}, c); s${k} = f64x2.add(s${k}, d);`).join(" ")).join("\n    ")}
  }
  let all = c;
  ${chains.map((k) => `all = f64x2.add(all, f64x2.add(m${k}, s${k}));`).join(" ")}
  return f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1);
}`;

/** Floating-point operations a second, in 1e9; the best try of two seconds. */
export async function measurePeak() {
  let bytes;
  const { error } = await main(
    "peak.ts --outFile peak.wasm -O3 --runtime stub --noExportRuntime --enable simd --use abort=".split(" "),
    {
      readFile: (name) => (name === "peak.ts" ? source : null),
      writeFile: (_, contents) => {
        if (typeof contents !== "string") bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw error;
  const { peak } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  let best = 0;
  const end = performance.now() + 2000;
  while (performance.now() < end) {
    const start = performance.now();
    peak(100_000, 1.0000001, 1e-9);
    best = Math.max(best, (100_000 * 8 * 12 * 2) / (performance.now() - start) / 1e6);
  }
  return best;
}
