/** Node's threads. The name is put together, so that bundlers for browsers do not look for it. */
export function importThreads<Threads>(): Promise<Threads> {
  const name = ["node", "worker_threads"].join(":");
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}
