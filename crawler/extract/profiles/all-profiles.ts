import type { Profile } from "../profile.ts";
import { doxygen, javadoc, jsdoc, rustdoc, typedoc } from "./api-reference.ts";
import { antora, asciidoctor, docbook } from "./book-formats.ts";
import { docsify } from "./docsify.ts";
import { docusaurus } from "./docusaurus.ts";
import { generic } from "./generic.ts";
import { honkit } from "./honkit.ts";
import { gitbook, mintlify, readme } from "./hosted.ts";
import { mdbook } from "./mdbook.ts";
import { mkdocs, mkdocsMaterial } from "./mkdocs.ts";
import { nextra } from "./nextra.ts";
import { rspress } from "./rspress.ts";
import { sphinx } from "./sphinx.ts";
import { starlight } from "./starlight.ts";
import { docsy, hugoBook, justTheDocs, mediawiki } from "./static-sites.ts";
import { vitepress } from "./vitepress.ts";
import { vuepress } from "./vuepress.ts";

/**
 * In the order in which they are tried. Those whose generator element is unmistakable come first; those known only by
 * a class that a site of another generator might use as well come last.
 */
export const PROFILES: readonly Profile[] = [
  docusaurus,
  vitepress,
  vuepress,
  mkdocsMaterial,
  starlight,
  rustdoc,
  javadoc,
  doxygen,
  sphinx,
  mdbook,
  rspress,
  mintlify,
  gitbook,
  honkit,
  readme,
  docsify,
  typedoc,
  jsdoc,
  antora,
  asciidoctor,
  mediawiki,
  nextra,
  docsy,
  hugoBook,
  justTheDocs,
  mkdocs,
  docbook,
];

export function profileByName(name: string): Profile | undefined {
  return name === generic.name ? generic : PROFILES.find((profile) => profile.name === name);
}
