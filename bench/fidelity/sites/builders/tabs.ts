import { rename } from "node:fs/promises";
import { join } from "node:path";
import { asAsciidoc } from "../asciidoc.ts";
import type { Builder, BuildInput } from "../builder.ts";
import { rewriteTabs, type Tab } from "../tab-groups.ts";
import { antora as antoraAlone, buildAntora } from "./antora.ts";
import { nextra as nextraAlone } from "./nextra.ts";
import { rspress as rspressAlone } from "./rspress.ts";
import { starlight as starlightAlone } from "./starlight.ts";
import { vitepress as vitepressAlone } from "./vitepress.ts";
import { vuepress as vuepressAlone } from "./vuepress.ts";

/** It has groups of code only: other tabs stay lines in bold. */
const vitepress: Builder = {
  ...vitepressAlone,
  name: "vitepress (code groups)",
  dialect: (markdown) =>
    rewriteTabs(markdown, asLinesInBold, (tabs) => [
      "::: code-group",
      ...tabs.flatMap(({ label, body: [fence = "", ...rest] }) => ["", `${fence} [${label}]`, ...rest]),
      "",
      ":::",
    ]),
};

const vuepress: Builder = {
  ...vuepressAlone,
  name: "vuepress (tabs)",
  dialect: (markdown) =>
    rewriteTabs(
      markdown,
      (tabs) => vuepressGroup("tabs", tabs),
      (tabs) => vuepressGroup("code-tabs", tabs),
    ),
};

function vuepressGroup(container: string, tabs: readonly Tab[]): readonly string[] {
  return [`::: ${container}`, "", ...tabs.flatMap(({ label, body }) => [`@tab ${label}`, "", ...body, ""]), ":::"];
}

const starlight: Builder = {
  ...starlightAlone,
  name: "starlight (tabs)",
  dialect: (markdown, path) => {
    const imported = `import { Tabs, TabItem } from "@astrojs/starlight/components";`;
    const page = starlightAlone.dialect?.(markdown, path) ?? markdown;
    return rewriteTabs(page.replace(/^---\n[\s\S]*?^---\n/m, `$&\n${imported}\n`), (tabs) => [
      "<Tabs>",
      ...tabs.flatMap(({ label, body }) => [`<TabItem label="${label}">`, "", ...body, "", "</TabItem>"]),
      "</Tabs>",
    ]);
  },
  build: async (input) => {
    await starlightAlone.build(await asMdx(input));
  },
};

const nextra: Builder = {
  ...nextraAlone,
  name: "nextra (tabs)",
  dialect: (markdown) =>
    rewriteTabs(`import { Tabs } from "nextra/components"\n\n${markdown}`, (tabs) => [
      `<Tabs items={${JSON.stringify(tabs.map(({ label }) => label))}}>`,
      ...tabs.flatMap(({ body }) => ["<Tabs.Tab>", "", ...body, "", "</Tabs.Tab>"]),
      "</Tabs>",
    ]),
  build: async (input) => {
    await nextraAlone.build(await asMdx(input));
  },
};

const rspress: Builder = {
  ...rspressAlone,
  name: "rspress (tabs)",
  dialect: (markdown) =>
    rewriteTabs(`import { Tab, Tabs } from "@rspress/core/theme";\n\n${markdown}`, (tabs) => [
      "<Tabs>",
      ...tabs.flatMap(({ label, body }) => [`<Tab label="${label}">`, "", ...body, "", "</Tab>"]),
      "</Tabs>",
    ]),
  build: async (input) => {
    await rspressAlone.build(await asMdx(input));
  },
};

const antora: Builder = {
  ...antoraAlone,
  name: "antora (tabs)",
  toolName: "antora-tabs",
  tool: {
    registry: "npm",
    packages: {
      "@antora/cli": "3.1.15",
      "@antora/site-generator": "3.1.15",
      "@asciidoctor/tabs": "1.0.0-beta.6",
    },
  },
  dialect(markdown, path) {
    const groups: string[] = [];
    const marked = rewriteTabs(markdown, (tabs) => {
      groups.push(["[tabs]", "======", ...tabs.flatMap((tab) => asciidocTab(tab)), "======"].join("\n"));
      return [`GROUP${groups.length - 1}OFTABS`];
    });
    const page = antoraAlone.dialect?.(marked, path) ?? marked;
    return page.replace(/^GROUP(\d+)OFTABS$/gm, (_, at: string) => groups[Number(at)] ?? "");
  },
  build: async (input) => {
    await buildAntora(input, ["@asciidoctor/tabs"]);
  },
};

function asciidocTab({ label, body }: Tab): readonly string[] {
  return [`${label}::`, "+", "--", asAsciidoc(body.join("\n")).trim(), "--"];
}

function asLinesInBold(tabs: readonly Tab[]): readonly string[] {
  return tabs.flatMap(({ label, body }) => [`**${label}**`, "", ...body, ""]);
}

/** Components are known to pages of that kind alone. */
async function asMdx(input: BuildInput): Promise<BuildInput> {
  const mdx = input.pages.map((page) => page.replace(/\.md$/, ".mdx"));
  for (const [at, page] of input.pages.entries()) {
    await rename(join(input.work, "docs", page), join(input.work, "docs", mdx[at] ?? page));
  }
  return { ...input, pages: mdx };
}

export const tabsBuilders: readonly Builder[] = [vitepress, vuepress, starlight, nextra, rspress, antora];
