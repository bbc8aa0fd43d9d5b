import { type OpenBrowser, openBrowser } from "./open-browser.js";

const policies = new Map([
  ["/forbidden.html", "default-src 'none'; script-src 'self'"],
  ["/plain.html", "default-src 'none'; script-src 'self'; worker-src blob:"],
  ["/allowed.html", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:"],
]);
const html = '<!doctype html><script src="/packages/all/dist/hcc.global.js"></script>';

/** A browser with pages of the browser file: "open.html", and one under each content security policy. */
export function openWorkerPages(root: string): Promise<OpenBrowser> {
  const pages = ["/open.html", ...policies.keys()].map((path) => [path, html] as const);
  return openBrowser(root, new Map(pages), policies);
}
