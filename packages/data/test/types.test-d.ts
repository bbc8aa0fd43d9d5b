import { expectTypeOf, test } from "vitest";
import {
  type Channel,
  type EventValue,
  type FieldsOf,
  factor,
  type GroupValue,
  interaction,
  log2Term,
  type RowOf,
  spline,
  type Term,
} from "../src/index.js";

interface Patient {
  osMonths: number;
  ttp?: number | null;
  death: 0 | 1;
  alive: boolean;
  arm: "TKI" | "TKI-I";
  note: string;
}
interface Spec<Row> {
  time: Channel<Row, number>;
  event: Channel<Row, EventValue>;
  by?: Channel<Row, GroupValue>;
  covariates?: readonly Term<Row>[];
}
declare function fit<D extends Iterable<unknown> | object>(data: D, spec: Spec<RowOf<D>>): void;
declare const patients: Patient[];
declare const columns: { t: Float64Array; d: Uint8Array; arm: string[] };
declare const loose: Record<string, unknown>[];
// biome-ignore lint/suspicious/noExplicitAny: the rule under test is about any
declare const anything: any[];

test("a channel takes names of fields of a fitting type, accessors and arrays", () => {
  fit(patients, { time: "osMonths", event: "death", by: "arm" });
  fit(patients, { time: "ttp", event: "alive" });
  fit(patients, { time: (d) => d.osMonths / 2, event: (d) => d.note === "dead", by: (d, i) => d.arm + i });
  fit(patients, { time: Float64Array.of(1), event: [0, 1, null] });
  fit([{ t: 1, death: 1 as const }], { time: "t", event: "death" });
});

test("a misspelt name or a field of another type is a compile error", () => {
  // @ts-expect-error there is no such field
  fit(patients, { time: "osMonth", event: "death" });
  // @ts-expect-error a text field is no time
  fit(patients, { time: "note", event: "death" });
  // @ts-expect-error a text field is no event
  fit(patients, { time: "osMonths", event: "arm" });
});

test("terms know the rows inside factor, log2Term, interaction and named channels", () => {
  fit(patients, {
    time: "osMonths",
    event: "death",
    covariates: [
      "arm",
      factor("note", { reference: "A" }),
      { age10: (d) => d.osMonths / 10 },
      log2Term("osMonths"),
      spline("osMonths", { knots: 4 }),
      interaction("arm", "alive"),
    ],
  });
  fit(patients, { time: "osMonths", event: "death", covariates: [factor((d) => d.arm, { label: "arm" })] });
  // @ts-expect-error there is no such field
  fit(patients, { time: "osMonths", event: "death", covariates: ["arms"] });
  // @ts-expect-error there is no such field
  fit(patients, { time: "osMonths", event: "death", covariates: [factor("arms")] });
});

test("an object of columns has the columns' names, whatever their array type", () => {
  fit(columns, { time: "t", event: "d", by: "arm" });
  // @ts-expect-error there is no such column
  fit(columns, { time: "x", event: "d" });
});

test("rows of unknown shape take any name", () => {
  fit(loose, { time: "x", event: "y", covariates: ["z", factor("w")] });
  fit(anything, { time: "x", event: "y" });
  expectTypeOf<FieldsOf<Record<string, unknown>, number>>().toEqualTypeOf<string>();
  expectTypeOf<RowOf<{ t: Float64Array }>>().toEqualTypeOf<{ t: number }>();
});
