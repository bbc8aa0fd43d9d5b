import type { NonTargetResponse } from "../types.js";
import { isGone, isViable, type Lesion } from "./lesion.js";

export interface NonTargetState {
  readonly progressed: readonly string[];
  readonly missing: readonly string[];
  readonly present: readonly string[];
  readonly gone: readonly string[];
  /** Effusions that worsened without proof that they are malignant; they persist. */
  readonly unproven: readonly string[];
  /** Effusions among `present` without proof of that; that they are there again is no progression either. */
  readonly effusions: readonly string[];
}

const NO_LESION: NonTargetState = { progressed: [], missing: [], present: [], gone: [], unproven: [], effusions: [] };

/** Which non-target lesions have progressed, are not evaluable, persist, or have lost all enhancement. */
export function nonTargetState(lesions: readonly Lesion[], visit: number): NonTargetState {
  if (lesions.length === 0) return NO_LESION;
  const state = {
    progressed: [] as string[],
    missing: [] as string[],
    present: [] as string[],
    gone: [] as string[],
    unproven: [] as string[],
    effusions: [] as string[],
  };
  for (const lesion of lesions) {
    const status = statusAt(lesion, visit);
    state[status].push(lesion.id);
    if (status === "unproven") state.present.push(lesion.id);
    const there = status === "unproven" || status === "present";
    if (there && lesion.site === "effusion" && lesion.cells[visit]!.cytology !== "malignant") {
      state.effusions.push(lesion.id);
    }
  }
  return state;
}

function statusAt(lesion: Lesion, visit: number): Exclude<keyof NonTargetState, "effusions"> {
  const cell = lesion.cells[visit];
  if (!cell || cell.notEvaluable) return "missing";
  if (cell.mergedInto !== null) return "gone";
  if (cell.finding === "unequivocal-progression") {
    return lesion.site === "effusion" && cell.cytology !== "malignant" ? "unproven" : "progressed";
  }
  const size = isViable(lesion) ? (cell.enhancing === false ? 0 : cell.viable) : cell.total;
  if (size !== null) return isGone(lesion, size) ? "gone" : "present";
  return cell.enhancing === true || (cell.viable ?? 0) > 0 ? "present" : "missing";
}

/** The response of a group of non-target lesions, without regard to earlier visits; null for an empty group. */
export function nonTargetResponse(state: NonTargetState): NonTargetResponse | null {
  if (state.progressed.length > 0) return "PD";
  if (state.missing.length > 0) return "NE";
  if (state.present.length > 0) return "NON-CR/NON-PD";
  return state.gone.length > 0 ? "CR" : null;
}
