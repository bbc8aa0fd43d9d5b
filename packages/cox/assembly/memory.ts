/** Rows that are worked on at a time. */
export const BLOCK: i32 = 128;

/** Word k of the parameter block at address 0: a count, or the address of an array. Order as in src/kernel/arena.ts. */
export function param(k: i32): i32 {
  return load<i32>(k << 2);
}
export function at(base: i32, i: i32): f64 {
  return load<f64>(base + (i << 3));
}
export function put(base: i32, i: i32, value: f64): void {
  store<f64>(base + (i << 3), value);
}
