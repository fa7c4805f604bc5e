import type { Profile } from "../profile.ts";

const REMOVE = ["a.headerlink", ".rst-breadcrumbs-buttons", ".rst-footer-buttons", ".wy-breadcrumbs"];

export const mkdocsMaterial: Profile = {
  name: "mkdocs-material",
  signals: [
    { meta: "generator", includes: "mkdocs-material" },
    { className: "md-content__inner" },
    { className: "md-typeset" },
  ],
  content: ["article.md-content__inner", ".md-content article", ".md-content", "main.md-main"],
  remove: [
    ...REMOVE,
    ".md-content__button",
    ".md-source-file",
    ".md-source-date",
    ".md-tags",
    "form.md-feedback",
    ".md-feedback",
    "#__comments",
    ".md-path",
    ".md-clipboard",
    ".md-code__nav",
    "[data-md-component=outdated]",
    "[data-md-component=toc]",
  ],
};

export const mkdocs: Profile = {
  name: "mkdocs",
  signals: [
    { meta: "generator", startsWith: "mkdocs" },
    { comment: "MkDocs version" },
    { comment: "Build Date UTC" },
    { id: "mkdocs-search-query" },
    { id: "mkdocs_search_modal" },
  ],
  content: [
    ".rst-content [itemprop=articleBody]",
    ".rst-content [role=main] > .section",
    ".rst-content [role=main]",
    "[role=main]",
    "main",
  ],
  remove: [...REMOVE, ".toctree-wrapper", "footer"],
};
