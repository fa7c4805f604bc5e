import type { Plan } from "../crawler/contract.ts";
import type { LocalCrawlOptions } from "../crawler/local/events.ts";
import { BROWSER_REMEDY, findBrowser, isExecutable } from "../crawler/render/find-browser.ts";
import type { Config } from "./config.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./usage-error.ts";

export type Browser = NonNullable<LocalCrawlOptions["browser"]>;

/** The browser of this machine; throws `UsageError` where the setting names none. */
export function locateBrowser({ chromium, searchPath, chromiumSandbox: sandbox }: Config): Browser | undefined {
  if (chromium !== undefined && !isExecutable(chromium)) {
    throw new UsageError(`DOCSYNAPSE_CHROMIUM: ${chromium} is no program that can be run; name a Chromium or unset it`);
  }
  const executable = chromium ?? findBrowser(searchPath);
  return executable === undefined ? undefined : { executable, sandbox };
}

/** What the crawl may render with; throws `UsageError` where it has to and cannot. */
export function chooseBrowser({ rendering }: Plan, context: Context): Browser | undefined {
  if (rendering.mode === "Never") return undefined;
  const browser = context.locateBrowser?.();
  if (browser === undefined && rendering.mode === "Always") {
    throw new UsageError(`to render every page there has to be a browser: ${BROWSER_REMEDY}`);
  }
  return browser;
}
