import { InputError } from "@hcc/data";

/** Names of the curves: those given, else their groups. */
export function namesOf(
  curves: readonly { readonly group: string | null }[],
  names: readonly string[] | undefined,
): readonly string[] {
  if (names === undefined) return curves.map((curve) => curve.group ?? "All patients");
  if (names.length === curves.length) return names;
  throw new InputError("length-mismatch", `there are ${names.length} names of ${curves.length} curves: give as many`, {
    column: "names",
  });
}
