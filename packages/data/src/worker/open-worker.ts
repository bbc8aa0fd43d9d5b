import { importThreads } from "./import-threads.js";
import type { Reply, Request } from "./messages.js";

/** A worker that is ready. */
export interface OpenWorker {
  /** Sends a request; its buffers are handed over, not copied. */
  post(request: Request): void;
  /** Who hears replies, and what ends the worker before its time. */
  listen(onReply: (reply: Reply) => void, onFailure: (error: unknown) => void): void;
  /** Ends it, whatever it does. */
  close(): Promise<void>;
}

interface NodeWorker {
  on(name: "message", run: (reply: Reply) => void): void;
  on(name: "error", run: (error: unknown) => void): void;
  on(name: "exit", run: () => void): void;
  postMessage(request: Request, transfer: ArrayBuffer[]): void;
  terminate(): Promise<unknown>;
}
declare const process: { readonly versions?: { readonly node?: string } } | undefined;

type Listeners = Parameters<OpenWorker["listen"]>;
type Start = (...listeners: Listeners) => Promise<Pick<OpenWorker, "post" | "close">>;

/**
 * Starts a worker from the text of its script, by the name that tools for developers show.
 *
 * @throws where there are no workers or a content security policy forbids them (the promise is rejected).
 */
export async function openWorker(source: string, name: string): Promise<OpenWorker> {
  let heard: Listeners[0] = () => {};
  let failed: Listeners[1] = () => {};
  const start = typeof Worker === "function" ? inBrowser(Worker, source, name) : isNode() ? inNode(source, name) : null;
  if (start === null) throw new Error("there are no workers");
  let worker: Awaited<ReturnType<Start>> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      heard = () => resolve();
      failed = reject;
      start(
        (reply) => heard(reply),
        (error) => failed(error),
      ).then((started) => {
        worker = started;
      }, reject);
    });
  } catch (error) {
    await worker?.close();
    throw error;
  }
  const { post, close } = worker!;
  return {
    post,
    listen: (onReply, onFailure) => {
      heard = onReply;
      failed = onFailure;
    },
    close: () => {
      heard = failed = () => {};
      return close();
    },
  };
}

function isNode(): boolean {
  return typeof process === "object" && typeof process.versions?.node === "string";
}

function inBrowser(Type: typeof Worker, source: string, name: string): Start {
  return async (onReply, onFailure) => {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    try {
      const worker = new Type(address, { name });
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        URL.revokeObjectURL(address);
        onReply(data);
      };
      worker.onerror = (event) => {
        URL.revokeObjectURL(address);
        event.preventDefault();
        onFailure(new Error(event.message || "refused, most likely by a content security policy"));
      };
      return {
        post: (request) => worker.postMessage(request, buffersOf(request)),
        close: async () => worker.terminate(),
      };
    } catch (error) {
      URL.revokeObjectURL(address);
      throw error;
    }
  };
}

function inNode(source: string, name: string): Start {
  return async (onReply, onFailure) => {
    const threads = await importThreads<{
      readonly Worker: new (source: string, options: { eval: true; execArgv: []; name: string }) => NodeWorker;
    }>();
    const worker = new threads.Worker(source, { eval: true, execArgv: [], name });
    worker.on("message", onReply);
    worker.on("error", onFailure);
    worker.on("exit", () => onFailure(new Error("the worker ended before its answer")));
    return {
      post: (request) => worker.postMessage(request, buffersOf(request)),
      close: async () => {
        await worker.terminate();
      },
    };
  };
}

function buffersOf(request: Request): ArrayBuffer[] {
  if (request.kind === "numbers") return [request.buffer];
  return request.kind === "call" && request.where !== null ? [request.where.buffer as ArrayBuffer] : [];
}
