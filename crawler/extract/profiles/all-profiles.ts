import type { Profile } from "../profile.ts";
import { antora } from "./antora.ts";
import { asciidoctor } from "./asciidoctor.ts";
import { docbook } from "./docbook.ts";
import { docsify } from "./docsify.ts";
import { docsy } from "./docsy.ts";
import { docusaurus } from "./docusaurus.ts";
import { doxygen } from "./doxygen.ts";
import { generic } from "./generic.ts";
import { giDocgen } from "./gi-docgen.ts";
import { gitbook } from "./gitbook.ts";
import { github } from "./github.ts";
import { godoc } from "./godoc.ts";
import { gtkDoc } from "./gtk-doc.ts";
import { haddock } from "./haddock.ts";
import { honkit } from "./honkit.ts";
import { hugo } from "./hugo.ts";
import { hugoBook } from "./hugo-book.ts";
import { javadoc } from "./javadoc.ts";
import { jekyll } from "./jekyll.ts";
import { jsdoc } from "./jsdoc.ts";
import { justTheDocs } from "./just-the-docs.ts";
import { jupyter } from "./jupyter.ts";
import { mdbook } from "./mdbook.ts";
import { mediawiki } from "./mediawiki.ts";
import { mintlify } from "./mintlify.ts";
import { mkdocs } from "./mkdocs.ts";
import { mkdocsMaterial } from "./mkdocs-material.ts";
import { nextra } from "./nextra.ts";
import { qdoc } from "./qdoc.ts";
import { rapidoc } from "./rapidoc.ts";
import { readme } from "./readme.ts";
import { redoc } from "./redoc.ts";
import { docFx } from "./docfx.ts";
import { dokka } from "./dokka.ts";
import { fumadocs } from "./fumadocs.ts";
import { exDoc } from "./exdoc.ts";
import { odoc } from "./odoc.ts";
import { yard } from "./yard.ts";
import { retype } from "./retype.ts";
import { rspress } from "./rspress.ts";
import { rustdoc } from "./rustdoc.ts";
import { scalar } from "./scalar.ts";
import { sphinx } from "./sphinx.ts";
import { scaladoc } from "./scaladoc.ts";
import { scribble } from "./scribble.ts";
import { starlight } from "./starlight.ts";
import { stoplightElements } from "./stoplight-elements.ts";
import { swaggerUi } from "./swagger-ui.ts";
import { texinfo } from "./texinfo.ts";
import { typedoc } from "./typedoc.ts";
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
  giDocgen,
  antora,
  asciidoctor,
  mediawiki,
  nextra,
  docsy,
  hugoBook,
  justTheDocs,
  mkdocs,
  gtkDoc,
  texinfo,
  haddock,
  scaladoc,
  scribble,
  qdoc,
  docbook,
  jupyter,
  retype,
  yard,
  exDoc,
  odoc,
  dokka,
  docFx,
  fumadocs,
  godoc,
  github,
  redoc,
  swaggerUi,
  rapidoc,
  scalar,
  stoplightElements,
];

/** Site generators that lay nothing out themselves: asked when no profile of a theme knows the page. */
export const PLATFORMS: readonly Profile[] = [hugo, jekyll];

const byName = new Map([...PROFILES, ...PLATFORMS, generic].map((profile) => [profile.name, profile]));

export function profileByName(name: string): Profile | undefined {
  return byName.get(name);
}
