/** The page with its generated parts made anew: each stands between `<!-- made: name -->` and `<!-- end -->`. */
export function fillGuide(page: string, parts: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const filled = page.replace(/<!-- made: ([\w-]+) -->\n[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`the guide asks for "${name}"; made are ${Object.keys(parts)}`);
    used.add(name);
    return `<!-- made: ${name} -->\n\n${part}\n<!-- end -->`;
  });
  const missing = Object.keys(parts).filter((name) => !used.has(name));
  if (missing.length > 0) throw new Error(`the guide has no place for ${missing.join(", ")}`);
  return filled;
}
