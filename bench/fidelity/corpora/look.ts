import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import MarkdownIt from "markdown-it";
import { type Browser, chromium } from "playwright-core";
import { serveFolder } from "../../../cli/demo/static-site.ts";
import { BROWSER_REMEDY, findBrowser } from "../../../crawler/render/find-browser.ts";
import { CORPORA } from "./all-corpora.ts";
import { type CrawledCorpus, crawlCorpus } from "./crawl-corpus.ts";

/**
 * Pictures of pages beside their Markdown, to be read as a user would: `make look CORPUS=git-doc PAGES=20`.
 * They go to a folder that is named at the end, one for each page, spread evenly over the corpus.
 */
const SIZE = { width: 900, height: 2400 };
const STYLE = `body { font: 16px/1.5 sans-serif; margin: 16px; overflow-wrap: anywhere } code, pre { background: #eef; font-size: 13px }
pre { padding: 8px; white-space: pre-wrap } table { border-collapse: collapse } td, th { border: 1px solid #bbb; padding: 2px 6px }
blockquote { border-left: 4px solid #888; margin-left: 0; padding-left: 12px } img { max-width: 100% }`;

const [name = "", count = "20", folder = join(tmpdir(), "docsynapse-look")] = process.argv.slice(2);
const corpus = CORPORA.find((one) => `${one.package} ${one.generator}`.includes(name));
if (name === "" || corpus === undefined) throw new Error(`no corpus is called "${name}": see bench/fidelity/corpora`);
const executablePath = findBrowser(process.env["PATH"] ?? "");
if (executablePath === undefined) throw new Error(`no browser was found: ${BROWSER_REMEDY}`);
const out = await mkdtemp(join(tmpdir(), "docsynapse-corpus-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const crawled = await crawlCorpus(corpus, out, say);
  await mkdir(folder, { recursive: true });
  await lookAt(crawled, browser);
  say(`see ${resolve(folder)}`);
} finally {
  await browser.close();
  await rm(out, { recursive: true, force: true });
}

async function lookAt({ pages, files, source, snapshot }: CrawledCorpus, by: Browser): Promise<void> {
  await using site = await serveFolder(source, 0);
  await using written = await serveFolder(snapshot, 0);
  const step = Math.max(1, Math.floor(pages.length / Number(count)));
  for (let at = 0; at < pages.length; at += step) {
    const path = new URL(pages[at] ?? "").pathname;
    const file = files.get(pages[at] ?? "") ?? "";
    const markdown = (await readFile(join(snapshot, file), "utf8")).replace(/^---\n[^]*?\n---\n/, "");
    const picture = join(folder, `${name}-${path.slice(1).replace(/[^\w.-]+/g, "_")}.png`);
    await takePicture(by, { left: site.url + path.slice(1), base: written.url + file, markdown, picture });
  }
}

interface Pair {
  readonly left: string;
  /** Where the Markdown's references start. */
  readonly base: string;
  readonly markdown: string;
  readonly picture: string;
}

async function takePicture(by: Browser, { left, base, markdown, picture }: Pair): Promise<void> {
  const page = await by.newPage({ viewport: { width: SIZE.width * 2, height: SIZE.height } });
  const shown = new MarkdownIt({ html: true }).render(markdown);
  const right = `<base href="${base}"><meta charset="utf-8"><style>${STYLE}</style>${shown}`;
  const frames = `<body style="margin:0;display:flex"><iframe src="${left}"></iframe><iframe id="right"></iframe>
<style>iframe { border: 0; width: ${SIZE.width}px; height: ${SIZE.height}px }</style>`;
  await page.setContent(frames);
  await page.locator("#right").evaluate((frame, html) => frame.setAttribute("srcdoc", html), right);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: picture });
  await page.close();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
