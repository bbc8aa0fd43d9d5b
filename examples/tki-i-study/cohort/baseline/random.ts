import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Seeded source of everything random in the search. */
export interface Random {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Uniform on 0 .. n - 1. */
  below(n: number): number;
  /** Sum of 12 uniforms minus 6: nearly standard normal, without transcendental functions. */
  normal(): number;
  /** Fisher-Yates shuffle in place. */
  shuffle<T>(items: T[]): T[];
}

/** A generator (xoroshiro128+) for one seed. */
export function random(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(generator);
  const below = (n: number): number => Math.floor(uniform() * n);
  return {
    uniform,
    below,
    normal() {
      let s = -6;
      for (let i = 0; i < 12; i++) s += uniform();
      return s;
    },
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = below(i + 1);
        const swap = items[i]!;
        items[i] = items[j]!;
        items[j] = swap;
      }
      return items;
    },
  };
}
