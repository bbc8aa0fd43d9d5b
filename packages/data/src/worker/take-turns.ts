declare const setImmediate: ((run: () => void) => void) | undefined;

/** Milliseconds after which the thread is left to others. */
const TURN = 8;

/**
 * Runs the steps of an iterator in turns of 8 ms (and the step that ends them), or until `onStep` has enough; between turns the thread does what else is
 * due, and `isOver` may end it (the result is null). Timers would be held back to one a second in a tab that is not seen; messages are not.
 */
export async function takeTurns<Step, Result>(
  steps: Generator<Step, Result>,
  onStep: (step: Step) => boolean,
  isOver: () => Promise<boolean>,
): Promise<Result | null> {
  try {
    let start = performance.now();
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      const enough = onStep(value);
      if (!enough && performance.now() - start < TURN) continue;
      await othersTurn();
      if (await isOver()) return null;
      start = performance.now();
    }
  } finally {
    // What is being read is let go where it is not read to the end.
    steps.return(undefined as never);
  }
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
