import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { chromium, type Page } from "playwright-core";

/**
 * A client-rendered site with Playwright alone, as its documentation teaches it: pictures, fonts and media are blocked by
 * `route`, a page is there when the network is idle or, where one knows the site, when its heading is. What `main` shows is
 * written to disk as HTML, unconverted: `node plain-playwright.ts URL OUT EXECUTABLE PAGES WAIT`.
 */
const [url = "", out = "", executablePath = "", pagesAtOnce = "2", waitFor = "networkidle"] = process.argv.slice(2);
const BLOCKED: ReadonlySet<string> = new Set(["image", "font", "media"]);

const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
const context = await browser.newContext();
await context.route("**/*", (route) =>
  BLOCKED.has(route.request().resourceType()) ? route.abort() : route.continue(),
);

const seen = new Set([url]);
const waiting = [url];
let underWay = 0;
await Promise.all(Array.from({ length: Number(pagesAtOnce) }, () => crawl()));
await browser.close();

async function crawl(): Promise<void> {
  const page = await context.newPage();
  for (;;) {
    const next = waiting.shift();
    if (next === undefined && underWay === 0) return await page.close();
    if (next === undefined) {
      await page.waitForTimeout(5);
      continue;
    }
    underWay += 1;
    for (const link of await visit(page, next)) {
      if (seen.has(link) || !link.startsWith(url)) continue;
      seen.add(link);
      waiting.push(link);
    }
    underWay -= 1;
  }
}

async function visit(page: Page, address: string): Promise<string[]> {
  if (waitFor === "networkidle") await page.goto(address, { waitUntil: "networkidle" });
  else {
    await page.goto(address, { waitUntil: "domcontentloaded" });
    await page.waitForSelector(waitFor);
  }
  const file = join(out, new URL(address).pathname.replace(/\/$/, "/index.html"));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await page.locator("main").innerHTML());
  return await page.locator("a[href]").evaluateAll((anchors) =>
    // As the browser resolves them, without fragments; `index.html` is its folder.
    anchors.map((anchor) =>
      (anchor as unknown as { href: string }).href.replace(/#.*$/, "").replace(/\/index\.html$/, "/"),
    ),
  );
}
