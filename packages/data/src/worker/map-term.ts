/** A term with every channel changed. */
export function mapTerm(term: unknown, change: (channel: unknown) => unknown): unknown {
  if (typeof term === "string") return change(term);
  const { type, ...rest } = term as Record<string, unknown>;
  if (type === "interaction")
    return { ...rest, type, parts: (rest["parts"] as []).map((part) => mapTerm(part, change)) };
  if (type === "matrix") return { ...rest, type, columns: (rest["columns"] as []).map(change) };
  if (typeof type === "string" && "channel" in rest) return { ...rest, type, channel: change(rest["channel"]) };
  return Object.fromEntries(Object.entries(term as object).map(([name, channel]) => [name, change(channel)]));
}
