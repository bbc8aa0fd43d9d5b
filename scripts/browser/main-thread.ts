import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";

/** What a page's main thread and its process did while something ran. */
export interface Activity {
  /** Longest task of the main thread, in milliseconds: of processor time, and by the clock. */
  readonly longestTask: { readonly processor: number; readonly clock: number };
  /** Tasks of 50 ms and more by the clock, as the page itself observes them. */
  readonly longTasks: readonly number[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Runs something in the only page of a browser and watches its main thread by a trace. */
export async function watchMainThread<Result>(
  browser: Browser,
  page: Page,
  run: () => Promise<Result>,
): Promise<{ result: Result; activity: Activity }> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { longTasks: seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.push(duration);
    }).observe({ type: "longtask" });
  });
  const process = await rendererOf(browser);
  await browser.startTracing(page, { categories: ["toplevel"] });
  const result = await run();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const main = trace.traceEvents.find(
    ({ name, pid, args }) => name === "thread_name" && pid === process && args.name === "CrRendererMain",
  )!;
  const tasks = trace.traceEvents.filter(
    ({ ph, pid, tid, dur }) => ph === "X" && pid === main.pid && tid === main.tid && dur !== undefined,
  );
  const longest = (of: (event: TraceEvent) => number | undefined): number =>
    tasks.reduce((most, event) => Math.max(most, of(event) ?? 0), 0) / 1000;
  return {
    result,
    activity: {
      longestTask: { processor: longest(({ tdur }) => tdur), clock: longest(({ dur }) => dur) },
      longTasks: await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks),
    },
  };
}

/**
 * Most memory that the process of the only page takes while something runs, beyond what it has before, in bytes; null where
 * the system does not tell. By the kernel's own count of resident memory, so that no peak is missed.
 */
export async function peakMemory(browser: Browser, page: Page, run: () => Promise<unknown>): Promise<number | null> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  const process = await rendererOf(browser);
  const before = resetPeak(process);
  await run();
  const peak = status(process, "VmHWM");
  return before === null || peak === null ? null : peak - before;
}

/** The process of the page: it holds the data, a spare one that waits for the next page does not. */
async function rendererOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send("SystemInfo.getProcessInfo")) as {
    processInfo: { type: string; id: number; cpuTime: number }[];
  };
  await session.detach();
  const size = ({ id, cpuTime }: { id: number; cpuTime: number }): number => status(id, "VmRSS") ?? cpuTime;
  return processInfo.filter(({ type }) => type === "renderer").sort((a, b) => size(b) - size(a))[0]!.id;
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
