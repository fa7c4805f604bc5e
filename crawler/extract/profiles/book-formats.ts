import type { Profile } from "../profile.ts";

export const antora: Profile = {
  name: "antora",
  signals: [{ meta: "generator", startsWith: "Antora" }, { className: "nav-panel-menu" }],
  content: ["article.doc", "main article", "main"],
  remove: [
    ".breadcrumbs",
    ".breadcrumbs-container",
    "nav.pagination",
    "a.anchor",
    ".toolbar",
    "aside.toc",
    ".edit-this-page",
    ".page-versions",
    ".source-toolbox",
  ],
};

export const asciidoctor: Profile = {
  name: "asciidoctor",
  signals: [
    { meta: "generator", startsWith: "Asciidoctor" },
    { meta: "generator", startsWith: "AsciiDoc" },
  ],
  content: ["#content", "body.article", "body.book", "body.manpage", "body"],
  title: ["#header h1", "h1"],
  remove: ["a.anchor", "#toc", "#footer", "#footnotes-title", ".source-toolbox"],
};

export const docbook: Profile = {
  name: "docbook",
  signals: [
    { meta: "generator", startsWith: "DocBook" },
    { className: "navheader" },
    { className: "refentry" },
    { className: "titlepage" },
  ],
  content: [
    "#docContent",
    "div.refentry",
    "div.sect1",
    "div.section",
    "div.chapter",
    "div.appendix",
    "div.article",
    "div.preface",
    "div.part",
    "div.reference",
    "div.book",
    "body",
  ],
  remove: [".navheader", ".navfooter", "div.toc", "a.id_link", "#docComments", ".copyright"],
};
