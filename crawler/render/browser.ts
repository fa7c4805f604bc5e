import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { LAUNCH_FLAGS } from "./launch-flags.ts";

/** A browser that has run this many pages makes room for a new one: what scripts leak goes with its process. */
const DEFAULT_PAGES_PER_BROWSER = 200;
const LAUNCH_TIMEOUT_MS = 30_000;

export interface BrowserOptions {
  readonly executable: string;
  /** Chromium's own sandbox; root cannot have it, nor a pod whose kernel gives it no user namespaces. */
  readonly sandbox: boolean;
  /** Of the certificate that stands for every host. */
  readonly publicKeyHash: string;
  readonly pagesPerBrowser?: number;
}

/** A page's hold on the browser; disposed of when the page is done. */
export interface Lease extends AsyncDisposable {
  readonly browser: Browser;
  /** For when the browser does not let go of a page: it ends at once, with all its pages. */
  kill(): Promise<void>;
}

/** The browser of this process: started when a first page needs it, replaced when it is worn out or has died. */
export class BrowserProcess {
  readonly #options: BrowserOptions;
  #current: Promise<RunningBrowser> | undefined;
  readonly #all = new Set<RunningBrowser>();

  constructor(options: BrowserOptions) {
    this.#options = options;
  }

  /** Rejects when no browser can be started. */
  async lease(): Promise<Lease> {
    this.#current ??= this.#start();
    const current = this.#current;
    const forget = (): void => {
      if (this.#current === current) this.#current = undefined;
    };
    const running = await current.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (running.browser.isConnected()) return running.lease(forget);
    forget();
    return await this.lease();
  }

  async close(): Promise<void> {
    await this.#current?.catch(() => undefined);
    this.#current = undefined;
    await Promise.all([...this.#all].map((running) => running.kill()));
  }

  async #start(): Promise<RunningBrowser> {
    const running = await startBrowser(this.#options);
    this.#all.add(running);
    running.browser.once("disconnected", () => {
      this.#all.delete(running);
      void running.kill();
    });
    return running;
  }
}

class RunningBrowser {
  readonly browser: Browser;
  readonly #pid: number;
  readonly #home: string;
  readonly #maxPages: number;
  #leases = 0;
  #pages = 0;

  constructor(browser: Browser, pid: number, home: string, maxPages: number) {
    this.browser = browser;
    this.#pid = pid;
    this.#home = home;
    this.#maxPages = maxPages;
  }

  /** @param onWornOut nobody must get this browser any more */
  lease(onWornOut: () => void): Lease {
    this.#leases += 1;
    this.#pages += 1;
    if (this.#pages >= this.#maxPages) onWornOut();
    return {
      browser: this.browser,
      kill: async () => {
        onWornOut();
        await this.kill();
      },
      [Symbol.asyncDispose]: async () => {
        this.#leases -= 1;
        if (this.#leases === 0 && this.#pages >= this.#maxPages) await this.kill();
      },
    };
  }

  /** There is nothing in it to be kept: no time is spent on an orderly end. */
  async kill(): Promise<void> {
    if (this.browser.isConnected()) {
      process.kill(this.#pid, "SIGKILL");
      await this.browser.close();
    }
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function startBrowser(options: BrowserOptions): Promise<RunningBrowser> {
  const { executable, sandbox, publicKeyHash, pagesPerBrowser = DEFAULT_PAGES_PER_BROWSER } = options;
  // Takes a while to load, and most crawls need no browser.
  const { chromium } = await import("playwright-core");
  const home = await mkdtemp(join(tmpdir(), "docsynapse-browser-"));
  try {
    const browser = await chromium.launch({
      executablePath: executable,
      timeout: LAUNCH_TIMEOUT_MS,
      chromiumSandbox: sandbox,
      args: [...LAUNCH_FLAGS, `--ignore-certificate-errors-spki-list=${publicKeyHash}`],
      // Nothing of this process's environment: it may hold credentials, and a profile of the user's own.
      env: {
        HOME: home,
        TMPDIR: home,
        XDG_CONFIG_HOME: home,
        XDG_CACHE_HOME: home,
        PATH: "/usr/bin:/bin",
        LANG: "C.UTF-8",
      },
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    return new RunningBrowser(browser, await readPid(browser), home, pagesPerBrowser);
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw new BrowserNotStarted(executable, error);
  }
}

export class BrowserNotStarted extends Error {
  override readonly name = "BrowserNotStarted";

  constructor(executable: string, cause: unknown) {
    const log = cause instanceof Error ? cause.message : "";
    const remedy = /sandbox/i.test(log.replaceAll("--no-sandbox", ""))
      ? "the kernel gives it no sandbox; DOCSYNAPSE_CHROMIUM_SANDBOX=off starts it without"
      : `check that \`${executable} --version\` works`;
    super(`the browser ${executable} did not start: ${remedy}`, { cause });
  }
}

async function readPid(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const main = processInfo.find(({ type }) => type === "browser");
  if (main === undefined) throw new Error("the browser does not tell its process id");
  return main.id;
}
