import { type Random, random } from "../baseline/random.js";

/** Seeded source for one patient and purpose, so that a change to one patient leaves the others' details alone. */
export function randomFor(id: string, purpose: string): Random {
  let hash = 0x811c9dc5;
  for (const unit of `${purpose}:${id}`) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return random(hash | 0);
}
