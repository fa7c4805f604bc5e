import type { BrowserContext, Page } from "playwright-core";
import type { Deadline } from "./deadline.ts";
import { collectHtml, type Collected } from "./in-page/collect-html.ts";
import { waitForQuiet } from "./in-page/quiet.ts";
import { unveil } from "./in-page/unveil.ts";
import type { PageTraffic } from "./page-traffic.ts";

export interface PageRules {
  /** CSS selector of what must be there before the page is read. */
  readonly waitFor?: string;
  readonly maxBytes: number;
}

export type Rendered = Collected | { readonly type: "moved"; readonly to: string };

const QUIET_MS = 250;
/** A page that never comes to rest is read as it is then. */
const MAX_UNREST_MS = 8000;
/** A page that shows next to nothing is given this long to begin. */
const MAX_BLANK_MS = 4000;
const MAX_SCROLL_MS = 3000;
const MAX_TABS_MS = 10_000;
const MAX_ELEMENTS = 200_000;

/** Opens the page, waits until it is there, and takes what it shows. */
export async function renderPage(
  context: BrowserContext,
  traffic: PageTraffic,
  rules: PageRules,
  deadline: Deadline,
): Promise<Rendered> {
  const page = await deadline.during(context.newPage(), "open");
  await deadline.during(blockPictures(context, page), "open");
  const url = traffic.pageUrl.href;
  const ended = [watchForCrash(page), watchForLeaving(page, url)] as const;
  await Promise.race([settle(page, traffic, rules, deadline), ...ended]);
  const moved = await Promise.race([ended[1], Promise.resolve(undefined)]);
  if (moved !== undefined) return { type: "moved", to: moved };
  return await Promise.race([collect(page, traffic, rules, deadline), ended[0]]);
}

async function settle(page: Page, traffic: PageTraffic, { waitFor }: PageRules, deadline: Deadline): Promise<void> {
  await deadline.during(page.goto(traffic.pageUrl.href, { waitUntil: "domcontentloaded", timeout: 0 }), "load");
  if (waitFor !== undefined) {
    await deadline.during(page.waitForSelector(`css=${waitFor}`, { state: "attached", timeout: 0 }), `show ${waitFor}`);
  }
  await untilAtRest(page, traffic, deadline, MAX_BLANK_MS);
}

async function collect(page: Page, traffic: PageTraffic, rules: PageRules, deadline: Deadline): Promise<Rendered> {
  await deadline.during(page.evaluate(unveil, MAX_SCROLL_MS), "scroll");
  await untilAtRest(page, traffic, deadline, 0);
  const limits = { maxElements: MAX_ELEMENTS, maxCharacters: rules.maxBytes, maxTabsMs: MAX_TABS_MS };
  return await deadline.during(page.evaluate(collectHtml, limits), "give its text");
}

/** Not by Playwright's routing, which sends each request of the page through this process once more. */
async function blockPictures(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setBlockedURLs", { urls: BLOCKED.map((ending) => `*.${ending}`) });
}

const BLOCKED = "png jpg jpeg gif webp avif ico bmp mp4 webm ogg mp3 wav m4a mov woff woff2 ttf otf eot pdf zip"
  .split(" ")
  .flatMap((ending) => [ending, `${ending}?*`]);

async function untilAtRest(page: Page, traffic: PageTraffic, deadline: Deadline, maxBlankMs: number): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const spentMs = performance.now() - startMs;
    const options = { quietMs: QUIET_MS, maxMs: Math.max(QUIET_MS, MAX_UNREST_MS - spentMs) };
    const hasBegun = await deadline.during(page.evaluate(waitForQuiet, options), "come to rest");
    const isIdle = traffic.underWay === 0 && performance.now() - traffic.lastChangeMs >= QUIET_MS;
    if (isIdle && (hasBegun || spentMs >= maxBlankMs)) return;
    // Requests that wait for their turn at the site are none of the page's unrest.
    if (spentMs >= MAX_UNREST_MS && !traffic.isWaiting()) return;
  }
}

/** The document that a script of the page sends its reader on to; the proxy does not let it go there. */
function watchForLeaving(page: Page, url: string): Promise<string> {
  const leaving = Promise.withResolvers<string>();
  page.on("request", (request) => {
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
    if (request.url() !== url && /^https?:/.test(request.url())) leaving.resolve(request.url());
  });
  return leaving.promise;
}

/** Rejects when the page's process dies, or the browser with it. */
function watchForCrash(page: Page): Promise<never> {
  const crash = Promise.withResolvers<never>();
  crash.promise.catch(() => undefined);
  page.once("crash", () => crash.reject(new PageCrashed()));
  page
    .context()
    .browser()
    ?.once("disconnected", () => crash.reject(new PageCrashed()));
  return crash.promise;
}

export class PageCrashed extends Error {
  override readonly name = "PageCrashed";
}
