import type { Channel, GroupValue, RowOptions } from "@hcc/data";

/** What every function of this package that reads rows accepts: which rows count, and who was treated. */
export interface TreatmentChannels<Row> extends RowOptions<Row> {
  /** Who was treated: boolean, 0/1, or a group together with `treated`. */
  readonly treatment: Channel<Row, GroupValue>;
  /** The treated group, when `treatment` names groups. */
  readonly treated?: GroupValue;
}
