import { generator } from "./lalonde.js";

export interface Case {
  readonly t: number;
  readonly s: number;
  readonly x: string;
  readonly y: number;
  readonly z: number;
}

/** Rows with scores on a grid (ties, exact in binary) or apart. */
export function problem(seed: number, n: number, grid: number): readonly Case[] {
  const random = generator(seed);
  return Object.freeze(
    Array.from({ length: n }, (_, i) =>
      Object.freeze({
        t: i < 2 ? i : random() < 0.4 ? 1 : 0,
        s: grid > 0 ? Math.floor(random() * grid) / grid : random(),
        x: "abc"[Math.floor(random() * 3)]!,
        y: random() * 10,
        z: random() * 3,
      }),
    ),
  );
}

type Visit = "largest" | "smallest" | "data" | "closest" | "farthest";

export interface Rules {
  readonly visit: Visit;
  readonly width: number;
  /** Most controls of a treated row. */
  readonly ratio: number;
  readonly wanted?: (row: number) => number;
  readonly replace: boolean;
  readonly may: (a: Case, b: Case) => boolean;
  readonly gap?: (a: Case, b: Case) => number;
}

/** Nearest matching by scanning all rows for every choice; pairs in the order of treated rows. */
export function scan(rows: readonly Case[], rules: Rules): number[][] {
  const { visit, width, ratio, wanted = () => ratio, replace, may, gap } = rules;
  const all = rows.map((_, i) => i).sort((a, b) => rows[a]!.s - rows[b]!.s || a - b);
  const apart = (a: number, b: number): number => Math.abs(rows[a]!.s - rows[b]!.s);
  const reach = (a: number, b: number): number => (gap ? gap(rows[a]!, rows[b]!) : apart(a, b));
  const used = new Set<number>();
  const pairs: number[][] = [];
  /** Free controls that a treated row may have, the first choice first. */
  const choices = (row: number): number[] => {
    const at = all.indexOf(row);
    const fits = all
      .map((c, place) => ({ c, d: apart(row, c), steps: 2 * Math.abs(place - at) + (place > at ? 1 : 0) }))
      .filter(({ c, d }) => rows[c]!.t === 0 && d <= width && may(rows[row]!, rows[c]!))
      .filter(({ c }) => (replace ? !pairs.some((p) => p[0] === row && p[1] === c) : !used.has(c)));
    fits.sort((p, q) => p.d - q.d || p.steps - q.steps);
    return fits.map(({ c }) => c).sort((a, b) => reach(row, a) - reach(row, b));
  };
  const sign = { largest: -1, smallest: 1, data: 0, closest: 0, farthest: 0 }[visit];
  let active = rows.flatMap(({ t }, i) => (t === 1 ? [i] : []));
  for (let round = 0; round < ratio; round++) {
    let open = active.filter((row) => wanted(row) > round).sort((a, b) => a - b);
    open.sort((a, b) => sign * (rows[a]!.s - rows[b]!.s));
    if (visit === "farthest") {
      const hardness = new Map(open.map((row) => [row, choices(row).map((c) => reach(row, c))[0] ?? -1]));
      open.sort((a, b) => hardness.get(b)! - hardness.get(a)!);
    }
    active = [];
    while (open.length > 0) {
      let [row, best] = [open[0]!, choices(open[0]!)[0] ?? -1];
      if (visit === "closest") {
        const next = open.flatMap((a) => choices(a).map((b) => [a, b] as const));
        next.sort((p, q) => reach(p[0], p[1]) - reach(q[0], q[1]) || p[0] - q[0] || p[1] - q[1]);
        if (next.length === 0) break;
        [row, best] = next[0]!;
      }
      open = open.filter((other) => other !== row);
      if (best < 0) continue;
      used.add(best);
      active.push(row);
      pairs.push([row, best]);
    }
  }
  return pairs.sort((a, b) => a[0]! - b[0]!);
}

/** (x - y)' S^-1 (x - y) of two covariates by the adjugate, S within the groups. */
export function squaredMahalanobis(rows: readonly Case[]): (a: Case, b: Case) => number {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const group = [0, 1].map((t) => rows.filter((row) => row.t === t));
  const centered = group.flatMap((own) => {
    const [y, z] = [mean(own.map((row) => row.y)), mean(own.map((row) => row.z))];
    return own.map((row) => [row.y - y, row.z - z] as const);
  });
  const sum = (f: (d: readonly [number, number]) => number): number =>
    centered.reduce((total, d) => total + f(d), 0) / (rows.length - 2);
  const [yy, yz, zz] = [sum(([y]) => y * y), sum(([y, z]) => y * z), sum(([, z]) => z * z)];
  return (a, b) => {
    const [y, z] = [a.y - b.y, a.z - b.z];
    return (zz * y * y - 2 * yz * y * z + yy * z * z) / (yy * zz - yz * yz);
  };
}
