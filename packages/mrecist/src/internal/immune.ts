import type { ImmuneResponse, TumorResponse } from "../types.js";

/** What iRECIST needs of a visit judged by RECIST 1.1; sizes in tenths of mm. */
export interface ImmuneInput {
  readonly target: TumorResponse | null;
  /** Sum of the targets that were measured. */
  readonly sum: number;
  /** Whether that is all of them; a lesion measured again is no growth. */
  readonly complete: boolean;
  readonly nonTarget: TumorResponse | null;
  /** New lesions that count and are there at this visit. */
  readonly newLesions: number;
  readonly newSum: number;
  readonly newComplete: boolean;
  /** New lesions whose progression the reader states. */
  readonly newProgressed: number;
  /** By the overall table without new lesions. */
  readonly withoutNew: TumorResponse | null;
}

export interface ImmuneVisit {
  readonly response: ImmuneResponse;
  /** As a response of RECIST 1.1: PD from the first iUPD of a block that is confirmed or never reassessed; NE if it is reset. */
  readonly overall: TumorResponse;
  readonly text: string;
}

/** Further growth in tenths of mm that confirms progression. */
const FURTHER = 50;
const PREFIXED = { CR: "iCR", PR: "iPR", SD: "iSD", "NON-CR/NON-PD": "NON-iCR/NON-iUPD", NE: "NE" } as const;

/**
 * iRECIST over the visits after baseline. Progression is first unconfirmed (iUPD); further growth against the first visit
 * of that block, or progression by another route, confirms it (iCPD); iCR, iPR or iSD resets it.
 */
export function immuneCourse(inputs: readonly ImmuneInput[]): ImmuneVisit[] {
  const responses: { response: ImmuneResponse; text: string }[] = [];
  let block: { readonly from: number; readonly at: ImmuneInput } | null = null;
  /** For each visit, the first of the block to which its iUPD belongs. */
  const blocks: number[] = [];
  const reset = new Set<number>();
  let confirmed = false;
  for (const [v, now] of inputs.entries()) {
    const progressed = now.target === "PD" || now.nonTarget === "PD" || now.newLesions > 0;
    const reason: string | null = block === null || confirmed ? null : furtherProgression(block.at, now);
    if (block !== null && (confirmed || reason !== null)) {
      confirmed = true;
      blocks[v] = block.from;
      responses.push({ response: "iCPD", text: reason ?? "progression was confirmed before" });
    } else if (progressed) {
      const again = block === null ? "not confirmed yet" : "without further growth";
      block ??= { from: v, at: now };
      blocks[v] = block.from;
      responses.push({ response: "iUPD", text: `${routesOf(now)}, ${again}` });
    } else {
      const response = now.withoutNew ?? "NE";
      const ended = block !== null && response !== "NE";
      if (ended) reset.add(block!.from);
      if (ended) block = null;
      const text = ended ? "progression was not confirmed and is reset" : "no progression at this visit";
      responses.push({ response: PREFIXED[response as keyof typeof PREFIXED], text });
    }
  }
  return responses.map(({ response, text }, v) => {
    const progression = response === "iUPD" || response === "iCPD";
    const overall = progression ? (reset.has(blocks[v]!) ? "NE" : "PD") : (inputs[v]!.withoutNew ?? "NE");
    return { response, overall, text };
  });
}

function furtherProgression(at: ImmuneInput, now: ImmuneInput): string | null {
  if (now.target === "PD" && at.target !== "PD") return "the targets progressed too";
  if (now.nonTarget === "PD" && at.nonTarget !== "PD") return "the non-targets progressed too";
  if (at.target === "PD" && now.target === "PD" && at.complete && now.sum - at.sum >= FURTHER) {
    return `the target sum grew by a further ${(now.sum - at.sum) / 10} mm (at least 5 mm)`;
  }
  if (at.nonTarget === "PD" && now.nonTarget === "PD")
    return "the non-targets progressed further, as stated by the reader";
  if (now.newLesions > at.newLesions) return "there are more new lesions";
  if (now.newLesions > 0 && at.newComplete && now.newSum - at.newSum >= FURTHER) {
    return `the new lesions grew by a further ${(now.newSum - at.newSum) / 10} mm (at least 5 mm)`;
  }
  if (now.newProgressed > 0) return "the new lesions progressed, as stated by the reader";
  return null;
}

function routesOf({ target, nonTarget, newLesions }: ImmuneInput): string {
  const routes = [
    ...(target === "PD" ? ["targets"] : []),
    ...(nonTarget === "PD" ? ["non-targets"] : []),
    ...(newLesions > 0 ? ["new lesions"] : []),
  ];
  return `progression by ${routes.join(" and ")}`;
}
