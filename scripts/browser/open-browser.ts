import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A page with what went wrong in it: errors of scripts, and requests that left this machine (all are refused). */
export interface WatchedPage {
  readonly page: Page;
  readonly errors: string[];
  readonly external: string[];
}

/** A browser and a file server of one folder. */
export interface OpenBrowser {
  readonly address: string;
  readonly browser: Browser;
  /** `before` runs in the page ahead of its own scripts. */
  open(path: string, size?: { width: number; height: number }, before?: () => void): Promise<WatchedPage>;
  closePages(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts headless Chromium and a static server of `folder`; `extra` maps paths to texts that are no files, `policies` to
 * their content security policies.
 */
export async function openBrowser(
  folder: string,
  extra: ReadonlyMap<string, string> = new Map(),
  policies: ReadonlyMap<string, string> = new Map(),
): Promise<OpenBrowser> {
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const text = extra.get(path);
    const file = join(folder, normalize(path));
    if (text === undefined && !(existsSync(file) && statSync(file).isFile())) {
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    const policy = policies.get(path);
    response.writeHead(200, {
      "content-type": types[extname(path)] ?? "application/octet-stream",
      ...(policy !== undefined && { "content-security-policy": policy }),
    });
    response.end(text ?? readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser: Browser = await chromium.launch({
    executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    address,
    browser,
    async open(path, size = { width: 1280, height: 900 }, before) {
      const page = await browser.newPage({ viewport: size });
      const errors: string[] = [];
      const external: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      await page.route("**/*", (route) => {
        const url = route.request().url();
        if (url.startsWith(address) || url.startsWith("data:") || url.startsWith("blob:")) return route.continue();
        external.push(url);
        return route.abort();
      });
      if (before !== undefined) await page.addInitScript(before);
      await page.goto(address + path);
      return { page, errors, external };
    },
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
