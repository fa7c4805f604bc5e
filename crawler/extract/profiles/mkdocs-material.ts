import type { Profile } from "../profile.ts";

export const mkdocsMaterial: Profile = {
  name: "mkdocs-material",
  signals: [
    { meta: "generator", includes: "mkdocs-material" },
    { className: "md-content__inner" },
    { className: "md-typeset" },
  ],
  version: [{ meta: "generator", pattern: /mkdocs-material-(\d[\w.+-]*)/ }],
  content: ["article.md-content__inner", ".md-content article", ".md-content", "main.md-main"],
  remove: [
    "a.headerlink",
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
