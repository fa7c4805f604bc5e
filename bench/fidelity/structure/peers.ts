import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { load } from "cheerio/slim";
import { z } from "zod";
import { extractPage } from "../../../crawler/extract/extract-page.ts";
import { bringTool } from "../sites/tools.ts";
import type { ToMarkdown } from "./score-site.ts";

const PACKAGES = {
  "@joplin/turndown-plugin-gfm": "1.0.68",
  defuddle: "0.19.4",
  linkedom: "0.18.12",
  "rehype-parse": "9.0.1",
  "rehype-remark": "10.0.1",
  "remark-gfm": "4.0.1",
  "remark-stringify": "11.0.0",
  turndown: "7.2.5",
  unified: "11.0.5",
};

type Peer = (page: string, content: string, url: string) => string | Promise<string>;
const Module = z.object({
  peers: z.record(
    z.string(),
    z.custom<Peer>((value) => typeof value === "function"),
  ),
});

/**
 * The peers by name. Those that only convert are handed the content that our extraction finds; Defuddle, which
 * extracts too, the whole page. A page on which one fails is empty to it.
 */
export async function loadPeers(): Promise<readonly { readonly name: string; readonly toMarkdown: ToMarkdown }[]> {
  const folder = await bringTool("peers-structure", { registry: "npm", packages: PACKAGES });
  const file = join(folder, "structure.mjs");
  await copyFile(join(import.meta.dirname, "../../peers/structure.js"), file);
  const module: unknown = await import(pathToFileURL(file).href);
  return Object.entries(Module.parse(module).peers).map(([name, peer]) => ({
    name,
    toMarkdown: async (html: string, url: string) => await attempt(peer, html, url),
  }));
}

async function attempt(peer: Peer, html: string, url: string): Promise<string> {
  try {
    return await peer(html, contentOf(html, url), url);
  } catch {
    return "";
  }
}

function contentOf(html: string, url: string): string {
  const extraction = { removeSelectors: [] };
  const { roots, isNoise } = extractPage(html, { url, scopeHosts: new Set(), extraction, collectAssets: false });
  const $ = load("");
  return roots
    .map(({ element }) => {
      const part = $(element);
      part
        .find("*")
        .filter((_, inner) => isNoise(inner))
        .remove();
      return $.html(part);
    })
    .join("\n");
}
