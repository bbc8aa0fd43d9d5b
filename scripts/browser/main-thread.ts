import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";

/** What a page's main thread and its process did while something ran. */
export interface Activity {
  /** Longest task of the main thread, in milliseconds: of processor time, and by the clock. */
  readonly longestTask: { readonly processor: number; readonly clock: number };
  /** Tasks of 50 ms and more by the clock, as the page itself observes them. */
  readonly longTasks: readonly number[];
  /** Longest time between two messages that the page sends to itself all the while, in milliseconds by the clock. */
  readonly largestGap: number;
  /** From the first of them to the last. */
  readonly time: number;
}

type Watch = Pick<Activity, "longTasks" | "largestGap" | "time"> & { readonly stop: () => void };

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Runs something in the only page of a browser and watches its main thread, by a trace and by a heartbeat. */
export async function watchMainThread<Result>(
  browser: Browser,
  page: Page,
  run: () => Promise<Result>,
): Promise<{ result: Result; activity: Activity }> {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    const longTasks: number[] = [];
    const watch = { longTasks, largestGap: 0, time: 0, stop: () => port1.close() };
    Object.assign(globalThis, { watch });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    }).observe({ type: "longtask" });
    const start = performance.now();
    const beat = (): void => {
      const time = performance.now() - start;
      watch.largestGap = Math.max(watch.largestGap, time - watch.time);
      watch.time = time;
      port2.postMessage(null);
    };
    port1.onmessage = beat;
    beat();
  });
  const result = await run();
  await page.evaluate(() => (globalThis as unknown as { watch: Watch }).watch.stop());
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const busy = (tasks: readonly TraceEvent[]): number => tasks.reduce((sum, { dur }) => sum + dur!, 0);
  // That of a spare process, which waits for the next page, is idle.
  const tasks = trace.traceEvents
    .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
    .map((main) =>
      trace.traceEvents.filter(
        ({ ph, pid, tid, dur }) => ph === "X" && pid === main.pid && tid === main.tid && dur !== undefined,
      ),
    )
    .sort((a, b) => busy(b) - busy(a))[0]!;
  const longest = (of: (event: TraceEvent) => number | undefined): number =>
    tasks.reduce((most, event) => Math.max(most, of(event) ?? 0), 0) / 1000;
  return {
    result,
    activity: {
      longestTask: { processor: longest(({ tdur }) => tdur), clock: longest(({ dur }) => dur) },
      ...(await page.evaluate(() => {
        const { longTasks, largestGap, time } = (globalThis as unknown as { watch: Watch }).watch;
        return { longTasks, largestGap, time };
      })),
    },
  };
}

/** Says what was measured: rules on time by the clock would fail on a busy machine. */
export function report(name: string, { longestTask, longTasks, largestGap, time }: Activity, more: string): void {
  const { processor, clock } = longestTask;
  console.log(
    `${name}: longest main-thread task ${processor.toFixed(1)} ms of processor time, ${clock.toFixed(1)} ms by the clock; ${longTasks.length} of 50 ms by the clock; largest gap between heartbeats ${largestGap.toFixed(1)} ms; ${time.toFixed(0)} ms in all; ${more}`,
  );
}

/**
 * Most memory that the process of the only page takes while something runs, beyond what it has before, in bytes; null where
 * the system does not tell. By the kernel's own count of resident memory, so that no peak is missed.
 */
export async function peakMemory(browser: Browser, page: Page, run: () => Promise<unknown>): Promise<number | null> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  const processes = await renderers(browser);
  const before = processes.map(resetPeak);
  await run();
  // A spare process, which waits for the next page, takes nothing.
  const taken = processes.map((process, i) => {
    const peak = status(process, "VmHWM");
    return peak === null || before[i] === null ? null : peak - before[i]!;
  });
  return taken.some((bytes) => bytes === null) ? null : Math.max(...(taken as number[]));
}

async function renderers(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send("SystemInfo.getProcessInfo")) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

const status = (process: number, field: string): number | null => {
  const path = `/proc/${process}/status`;
  const found = existsSync(path) ? new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(path, "utf8")) : null;
  return found === null ? null : 1024 * Number(found[1]);
};

/** Lets the kernel count the peak anew; the memory in use now. */
function resetPeak(process: number): number | null {
  const now = status(process, "VmRSS");
  if (now !== null) writeFileSync(`/proc/${process}/clear_refs`, "5");
  return now;
}
