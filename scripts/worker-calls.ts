// What the tests of functions that work in a Worker share.
import { InputError, toJson } from "@hcc/data";
import { expect } from "vitest";

/** Bit for bit, without a page of digits where not. */
export function expectSame(a: unknown, b: unknown): void {
  const [x, y] = [toJson(a), toJson(b)];
  if (x === y) return;
  const at = [...x].findIndex((letter, i) => letter !== y[i]);
  expect(x.slice(at - 60, at + 60)).toBe(y.slice(at - 60, at + 60));
}

/** Threads that run in this process beside its own. */
export const workers = (): number => process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return expect.fail("the promise was fulfilled");
}

/** Both calls end with the same InputError, every field of it. */
export async function expectSameInputError(here: () => unknown, there: () => Promise<unknown>): Promise<void> {
  const [expected, error] = [await rejection((async () => here())()), await rejection(there())];
  expect(expected).toBeInstanceOf(InputError);
  expect(error).toBeInstanceOf(InputError);
  const fields = (of: unknown) => ({ ...(of as InputError), message: (of as InputError).message });
  expect(fields(error)).toEqual(fields(expected));
}

/** A call that takes so long. */
export function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
