import type { CriteriaProfile, LesionRole, LesionSite } from "../types.js";
import type { Cell } from "./read-cell.js";

export interface Lesion {
  readonly id: string;
  readonly role: LesionRole;
  readonly site: LesionSite;
  /** What counts: a diameter or a product, viable or total, or the short axis of a node (kept as total). */
  readonly measure: CriteriaProfile["measure"] | "node";
  /** One entry per visit, the baseline first; null = no row. */
  readonly cells: readonly (Cell | null)[];
}

/** The measurements of a patient by lesion and visit. */
export interface Series {
  readonly patient: string;
  readonly days: readonly number[];
  readonly lesions: readonly Lesion[];
}

export const isVessel = (site: LesionSite): boolean => site === "portal-vein" || site === "hepatic-vein";
export const isNode = (site: LesionSite): boolean => site === "lymph-node" || site === "porta-hepatis-node";
export const isExtrahepatic = (site: LesionSite): boolean => site !== "liver" && !isVessel(site);
export const isProduct = (measure: Lesion["measure"]): boolean =>
  measure === "viable-product" || measure === "total-product";
export const isViable = ({ measure }: Lesion): boolean => measure === "viable" || measure === "viable-product";

/** What counts at a visit, in tenths of mm (products: their squares); null = not evaluable, 0 = nothing viable. */
export function sizeAt(lesion: Lesion, visit: number): number | null {
  const cell = lesion.cells[visit];
  if (!cell || cell.notEvaluable) return null;
  // The lesion with which it has merged has the diameter of both.
  if (cell.mergedInto !== null) return 0;
  if (lesion.measure === "viable-product") return cell.product;
  if (lesion.measure === "total-product") return cell.totalProduct;
  if (lesion.measure === "viable") return cell.enhancing === false ? 0 : cell.viable;
  return cell.total;
}

/** Whether a lesion of this size counts as disappeared: a node below 10 mm is normal. */
export const isGone = (lesion: Lesion, size: number): boolean => (lesion.measure === "node" ? size < 100 : size === 0);
