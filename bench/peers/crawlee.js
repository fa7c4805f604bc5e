// Plain JavaScript: its packages are no part of the product, so its types cannot be checked in the checkout.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gfm } from "@joplin/turndown-plugin-gfm";
import { CheerioCrawler, Configuration, log, LogLevel } from "crawlee";
import TurndownService from "turndown";

/**
 * A documentation site to Markdown as Crawlee's and turndown's own documentation teach it:
 * `node crawlee.js URL OUT LEFT_OUT [maxConcurrency]`. Every page under the start URL's folder becomes one .md file,
 * but those whose URL the pattern LEFT_OUT matches.
 */
const [startUrl, out, leftOut, maxConcurrency] = process.argv.slice(2);
const folder = new URL(".", startUrl);
const turndown = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced" });
turndown.use(gfm);
log.setLevel(LogLevel.WARNING);

// What a page links to and is no page: Crawlee would refuse it, and then wait half a minute at the end.
const otherFiles = /\.(?!html?$)[a-z0-9]{1,5}$/i;
const exclude = [otherFiles, new RegExp(leftOut)];

const crawler = new CheerioCrawler(
  {
    ...(maxConcurrency === undefined ? {} : { maxConcurrency: Number(maxConcurrency) }),
    async requestHandler({ $, request, enqueueLinks }) {
      await enqueueLinks({ strategy: "same-hostname", globs: [`${folder.href}**`], exclude });
      const content = $("main, [role=main], article").first();
      const html = content.length > 0 ? content.html() : $("body").html();
      await writePage(request.loadedUrl, `# ${$("title").text()}\n\n${turndown.turndown(html ?? "")}\n`);
    },
  },
  // Nothing but the pages goes to disk: Crawlee's own request files would only cost it time.
  new Configuration({ persistStorage: false }),
);
await crawler.run([startUrl]);

async function writePage(url, markdown) {
  const path = decodeURIComponent(new URL(url).pathname.slice(folder.pathname.length)) || "index";
  const file = join(out, `${path.replace(/\.html$/, "").replace(/\/$/, "/index")}.md`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, markdown);
}
