import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import GithubSlugger from "github-slugger";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const pages = ["README.md", "charts/docsynapse/README.md", ...listDocs()];

function listDocs(): string[] {
  return readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
}

function readPage(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** Links that lead nowhere: no such file, or no such heading in it. */
function findBrokenLinks(page: string): string[] {
  const links = [...readPage(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? join(root, page) : resolve(root, dirname(page), path);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !listAnchors(readFileSync(target, "utf8")).includes(anchor);
  });
}

function listAnchors(text: string): string[] {
  const slugger = new GithubSlugger();
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) => slugger.slug(title.replaceAll("`", "")));
}

/** Files of the project that a command or a sentence names; `docs/guide` may be a DocSite too. */
function findMissingFiles(page: string): string[] {
  const named =
    readPage(page).match(/(?<![\w/-])((manifests|charts|crds)\/[\w./-]*\w|(docs|bench)\/[\w./-]*\.\w+)/g) ?? [];
  return named.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, dirname(page), path)));
}

describe.each(pages)("%s", (page) => {
  test("leads nowhere in vain", () => {
    expect(findBrokenLinks(page)).toEqual([]);
    expect(findMissingFiles(page)).toEqual([]);
  });
});

test("every page of the documentation is reached from the README, directly or by one of its pages", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached) {
    for (const [, link = ""] of readPage(page).matchAll(/\]\((?!https?:)([^)\s#]+\.md)/g)) {
      reached.add(resolve(root, dirname(page), link).slice(root.length + 1));
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
