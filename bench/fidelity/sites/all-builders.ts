import type { Builder } from "./builder.ts";
import { antora } from "./builders/antora.ts";
import { asciidoctor } from "./builders/asciidoctor.ts";
import { docusaurus } from "./builders/docusaurus.ts";
import { extrasBuilders } from "./builders/extras.ts";
import { doxygen } from "./builders/doxygen.ts";
import { giDocgen } from "./builders/gi-docgen.ts";
import { hexo } from "./builders/hexo.ts";
import { honkit } from "./builders/honkit.ts";
import { hugo } from "./builders/hugo.ts";
import { javadoc } from "./builders/javadoc.ts";
import { jekyll, justTheDocs } from "./builders/jekyll.ts";
import { jsdoc } from "./builders/jsdoc.ts";
import { mdbook } from "./builders/mdbook.ts";
import { mkdocsBuilders, otherMkdocsBuilders } from "./builders/mkdocs.ts";
import { nextra } from "./builders/nextra.ts";
import { notebookBuilders } from "./builders/notebooks.ts";
import { retype } from "./builders/retype.ts";
import { rspress } from "./builders/rspress.ts";
import { rustdoc } from "./builders/rustdoc.ts";
import { sphinxBuilders } from "./builders/sphinx.ts";
import { starlight } from "./builders/starlight.ts";
import { tabsBuilders } from "./builders/tabs.ts";
import { typedoc } from "./builders/typedoc.ts";
import { vitepress } from "./builders/vitepress.ts";
import { vuepress } from "./builders/vuepress.ts";
import {
  extras,
  fastify,
  ownDocs,
  flask,
  pythonMarkdown,
  sample,
  type Source,
  structlog,
  tabs,
  undici,
} from "./sources.ts";

/** Which sources each generator builds: ours, and prose by other hands in the dialect that the generator reads. */
export const SITES: readonly { readonly builder: Builder; readonly sources: readonly Source[] }[] = [
  ...mkdocsBuilders.map((builder) => ({ builder, sources: [sample, ownDocs, pythonMarkdown] })),
  ...otherMkdocsBuilders.map((builder) => ({ builder, sources: [sample] })),
  ...sphinxBuilders.map((builder) => ({ builder, sources: sphinxSources(builder.name) })),
  { builder: vitepress, sources: [sample, fastify] },
  { builder: docusaurus, sources: [sample, undici] },
  { builder: starlight, sources: [sample, undici] },
  { builder: rspress, sources: [sample] },
  { builder: nextra, sources: [sample, undici] },
  { builder: honkit, sources: [sample, fastify] },
  { builder: hugo, sources: [sample, fastify] },
  { builder: mdbook, sources: [sample, undici] },
  { builder: vuepress, sources: [sample, fastify] },
  { builder: typedoc, sources: [sample, undici] },
  { builder: jsdoc, sources: [sample] },
  { builder: hexo, sources: [sample] },
  { builder: jekyll, sources: [sample] },
  { builder: justTheDocs, sources: [sample] },
  ...notebookBuilders.map((builder) => ({ builder, sources: [sample] })),
  { builder: retype, sources: [sample] },
  { builder: asciidoctor, sources: [sample] },
  { builder: antora, sources: [sample] },
  ...extrasBuilders.map((builder) => ({ builder, sources: [extras, tabs] })),
  ...tabsBuilders.map((builder) => ({ builder, sources: [tabs] })),
  { builder: doxygen, sources: [sample] },
  { builder: giDocgen, sources: [sample] },
  { builder: javadoc, sources: [sample] },
  { builder: rustdoc, sources: [sample, undici] },
];

/** The PyData themes fail on pages that refer to the general index: PyData's own on both sources, Book on Flask's. */
function sphinxSources(name: string): readonly Source[] {
  // What a theme cuts of a list of pages its HTML still seems to hold, in the names of others.
  if (name.includes("shibuya")) return [sample];
  if (name.includes("piccolo")) return [sample, flask];
  if (name.includes("pydata")) return [sample];
  return name.includes("book") ? [sample, structlog] : [sample, structlog, flask];
}
