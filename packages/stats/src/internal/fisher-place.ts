import { type FisherLogs, fisherLoss, logChoices } from "./fisher-bounds.js";

/** What becomes of the ways of placing a column. */
export interface Placing {
  /** Ways that fall short of the bound by this much make less likely tables, whatever follows. */
  readonly slack: number;
  /** Takes the log of the share of all such ways that begin alike. */
  readonly settle: (logShare: number) => void;
  /** Takes another way: what is left, in a list used again, and the sum of log x_i!. */
  readonly use: (left: readonly number[], logProduct: number) => void;
}

/**
 * Goes through the ways of taking `count` from the totals. Cells are filled one after the other; where those so far cost the
 * slack, the hypergeometric distribution gives all that follow at once.
 */
export function placeColumn(totals: readonly number[], count: number, tables: FisherLogs, placing: Placing): void {
  const { logFactorial } = tables;
  const { slack, settle, use } = placing;
  const height = totals.length;
  const n = totals.reduce((sum, own) => sum + own, 0);
  const losses = totals.map((own) => fisherLoss(own, count, n, tables));
  const all = logChoices(tables, n, count);
  const left = [...totals];
  const walk = (i: number, rest: number, room: number, logProduct: number, loss: number, share: number): void => {
    if (loss >= slack) {
      settle(share + logChoices(tables, room, rest) - all);
      return;
    }
    const own = totals[i]!;
    if (i === height - 1) {
      if (loss + losses[i]!(rest) >= slack) {
        settle(share + logChoices(tables, own, rest) - all);
        return;
      }
      left[i] = own - rest;
      use(left, logProduct + logFactorial[rest]!);
      return;
    }
    const after = room - own;
    const to = Math.min(own, rest);
    for (let x = Math.max(0, rest - after); x <= to; x++) {
      left[i] = own - x;
      walk(
        i + 1,
        rest - x,
        after,
        logProduct + logFactorial[x]!,
        loss + losses[i]!(x),
        share + logChoices(tables, own, x),
      );
    }
  };
  walk(0, count, n, 0, 0, 0);
}
