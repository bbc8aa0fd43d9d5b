import type { Lesion } from "./lesion.js";
import { type Tree, treeOf } from "./levels.js";
import type { Cell } from "./read-cell.js";

/** Most proximal level in a venous tree: 0 = no thrombus there; not complete when a level is not known. */
interface Extent {
  readonly level: number;
  readonly complete: boolean;
}

/** What is there of the thrombi at a visit; diameters in tenths of mm. */
export interface ThrombusState {
  /** Sum of what was measured of enhancing thrombi. */
  readonly part: number;
  /** Sum of all thrombi, bland ones included; null = one of them has no diameter. */
  readonly raw: number | null;
  readonly active: readonly string[];
  readonly missing: readonly string[];
  readonly extent: Readonly<Record<Tree, Extent>>;
  /** The same with bland thrombi counted. */
  readonly rawExtent: Readonly<Record<Tree, Extent>>;
}

export function thrombusState(thrombi: readonly Lesion[], visit: number): ThrombusState {
  let part = 0;
  let raw: number | null = 0;
  const active: string[] = [];
  const missing: string[] = [];
  const extents = { active: newExtents(), raw: newExtents() };
  for (const lesion of thrombi) {
    const cell = lesion.cells[visit] ?? null;
    if (cell?.mergedInto != null) continue;
    const unknown = cell === null || cell.notEvaluable || (cell.enhancing === null && cell.viable === null);
    const there = !unknown && cell.enhancing !== false && cell.viable !== 0;
    const bland = !unknown && cell.enhancing === false && cell.viable !== 0;
    const tree = treeAt(lesion, cell);
    const level = unknown || cell.level === null ? null : cell.level.rank;
    if (unknown || (there && cell.viable === null)) missing.push(lesion.id);
    if (there) active.push(lesion.id);
    if (there) part += cell.viable ?? 0;
    const size: number | null = unknown ? null : cell.viable;
    raw = raw === null || size === null ? null : raw + size;
    if (unknown || there) extents.active[tree] = extended(extents.active[tree], level);
    if (unknown || there || bland) extents.raw[tree] = extended(extents.raw[tree], level);
  }
  return { part, raw, active, missing, extent: extents.active, rawExtent: extents.raw };
}

function treeAt(lesion: Lesion, cell: Cell | null): Tree {
  if (cell?.level) return treeOf(cell.level);
  return lesion.site === "hepatic-vein" ? "Vv" : "Vp";
}

const newExtents = (): Record<Tree, Extent> => ({
  Vp: { level: 0, complete: true },
  Vv: { level: 0, complete: true },
});

const extended = (extent: Extent, level: number | null): Extent =>
  level === null ? { ...extent, complete: false } : { ...extent, level: Math.max(extent.level, level) };
