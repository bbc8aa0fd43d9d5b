import { type DateColumn, InputError } from "@hcc/data";

const WORDS = { calendar: "dates", number: "day numbers" } as const;

/** Passes columns of days on while all of them hold dates, or all of them day numbers. */
export function oneScale(): <Dates extends Pick<DateColumn, "scale"> | null>(name: string, dates: Dates) => Dates {
  let known: { readonly name: string; readonly scale: keyof typeof WORDS } | null = null;
  return (name, dates) => {
    const scale = dates?.scale ?? null;
    if (scale === null) return dates;
    known ??= { name, scale };
    if (known.scale === scale) return dates;
    throw new InputError(
      "date",
      `${name} holds ${WORDS[scale]}, ${known.name} ${WORDS[known.scale]}: use one of them throughout`,
      { column: name },
    );
  };
}
