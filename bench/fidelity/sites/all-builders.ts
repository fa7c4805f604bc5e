import type { Builder } from "./builder.ts";
import { docusaurus } from "./builders/docusaurus.ts";
import { honkit } from "./builders/honkit.ts";
import { hugo } from "./builders/hugo.ts";
import { mdbook } from "./builders/mdbook.ts";
import { mkdocsBuilders } from "./builders/mkdocs.ts";
import { rspress } from "./builders/rspress.ts";
import { sphinxBuilders } from "./builders/sphinx.ts";
import { starlight } from "./builders/starlight.ts";
import { vitepress } from "./builders/vitepress.ts";
import { fastify, flask, pythonMarkdown, sample, type Source, structlog, undici } from "./sources.ts";

/** Which sources each generator builds: ours, and prose by other hands in the dialect that the generator reads. */
export const SITES: readonly { readonly builder: Builder; readonly sources: readonly Source[] }[] = [
  ...mkdocsBuilders.map((builder) => ({ builder, sources: [sample, pythonMarkdown] })),
  // The PyData themes fail on a page of Flask that refers to the general index.
  ...sphinxBuilders.map((builder) => ({
    builder,
    sources: /pydata|book/.test(builder.name) ? [sample, structlog] : [sample, structlog, flask],
  })),
  { builder: vitepress, sources: [sample, fastify] },
  { builder: docusaurus, sources: [sample, undici] },
  { builder: starlight, sources: [sample, undici] },
  { builder: rspress, sources: [sample] },
  { builder: honkit, sources: [sample, fastify] },
  { builder: hugo, sources: [sample, fastify] },
  { builder: mdbook, sources: [sample, undici] },
];
