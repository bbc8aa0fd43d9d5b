import { InputError } from "@hcc/data";
import type { LevelMeaning } from "../types.js";
import { checkWord, type Fail, quoted } from "./words.js";

export type Tree = "Vp" | "Vv";
export const TREES: readonly Tree[] = ["Vp", "Vv"];

type Levels = Readonly<Record<string, LevelMeaning>>;

const MOST_PROXIMAL = 9;
const VEINS = { Vp: "portal", Vv: "hepatic" } as const;

const wordsOf = (tree: Tree, ranks: number): [string, LevelMeaning][] =>
  Array.from({ length: ranks }, (_, i) => [`${tree}${i + 1}`, Object.freeze({ tree: VEINS[tree], rank: i + 1 })]);

/** Vp1 to Vp4 and Vv1 to Vv3, see `ThrombusLevel`; the results of all patients share them. */
export const JAPANESE_LEVELS: Levels = Object.freeze(Object.fromEntries([...wordsOf("Vp", 4), ...wordsOf("Vv", 3)]));

/** Checks the option `levels`. */
export function checkLevels(levels: unknown): void {
  const fail = (text: string): never => {
    throw new InputError("option", text, { column: "levels" });
  };
  if (typeof levels !== "object" || levels === null || Array.isArray(levels)) {
    fail(`levels is ${Array.isArray(levels) ? "a list" : quoted(levels)}: give the tree and rank of each word`);
  }
  const entries = Object.entries(levels as Levels);
  if (entries.length === 0) fail("levels has no words: give the tree and rank of each word");
  for (const [word, meaning] of entries) {
    const name = `levels of ${quoted(word)}`;
    if (typeof meaning !== "object" || meaning === null) fail(`${name} is ${quoted(meaning)}: give tree and rank`);
    const { tree, rank, ...others } = meaning;
    const [other] = Object.keys(others);
    if (other !== undefined) fail(`${name} have ${quoted(other)}: give tree and rank only`);
    if (!Object.values(VEINS).includes(tree)) fail(`tree of ${name} is ${quoted(tree)}: give "portal" or "hepatic"`);
    if (!Number.isInteger(rank) || rank < 1 || rank > MOST_PROXIMAL) {
      fail(`rank of ${name} is ${quoted(rank)}: give a whole number from 1, most peripheral, to ${MOST_PROXIMAL}`);
    }
  }
}

/** What a word of a row means. */
export function levelOf(word: string, levels: Levels, fail: Fail): LevelMeaning {
  if (typeof word !== "string" || !Object.hasOwn(levels, word)) checkWord(word, Object.keys(levels), "level", fail);
  return levels[word]!;
}

/** A tree and rank in the words of the table; rank 0 is no thrombus there. */
export function levelText(tree: Tree, rank: number, levels: Levels): string {
  const own = Object.entries(levels).filter(([, meaning]) => meaning.tree === VEINS[tree]);
  if (rank > 0) return own.find(([, meaning]) => meaning.rank === rank)![0];
  return `no thrombus in ${own.every(([word]) => word.startsWith(tree)) ? tree : `the ${VEINS[tree]} vein`}`;
}

/** The tree of a meaning. */
export const treeOf = ({ tree }: LevelMeaning): Tree => TREES.find((it) => VEINS[it] === tree)!;
