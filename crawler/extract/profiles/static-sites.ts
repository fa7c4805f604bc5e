import type { Profile } from "../profile.ts";

export const docsy: Profile = {
  name: "docsy",
  signals: [{ className: "td-content" }, { className: "td-main" }, { className: "td-page" }],
  content: [".td-content", "main.td-main", "main"],
  remove: [
    ".td-heading-self-link",
    ".td-page-meta",
    ".td-page-meta__lastmod",
    ".feedback--container",
    ".feedback--title",
    ".feedback--prompt",
    ".feedback--response",
    ".article-meta",
    ".td-breadcrumbs",
    ".td-toc",
    "#pre-footer",
  ],
};

export const hugoBook: Profile = {
  name: "hugo-book",
  signals: [{ className: "book-page" }],
  content: ["article.markdown", ".book-page"],
  remove: ["a.anchor", ".book-footer", ".book-header"],
};

export const justTheDocs: Profile = {
  name: "just-the-docs",
  signals: [{ headLink: "just-the-docs" }, { script: "just-the-docs" }],
  content: ["#main-content main", "#main-content", ".main-content", "main"],
  remove: [".anchor-heading", ".breadcrumb-nav", "#back-to-top", ".toc"],
};

export const mediawiki: Profile = {
  name: "mediawiki",
  signals: [{ meta: "generator", startsWith: "MediaWiki" }, { id: "mw-content-text" }],
  content: ["#mw-content-text .mw-parser-output", "#mw-content-text", "#bodyContent"],
  title: ["#firstHeading"],
  remove: [
    ".mw-editsection",
    "#toc",
    ".toc",
    ".navbox",
    ".catlinks",
    ".printfooter",
    ".mw-jump-link",
    ".mw-indicators",
    ".noprint",
    ".mw-empty-elt",
    ".reference-accessdate",
  ],
};
