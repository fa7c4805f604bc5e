import type { Profile } from "../profile.ts";

export const docsy: Profile = {
  name: "docsy",
  signals: [{ className: "td-content" }, { className: "td-main" }, { className: "td-page" }],
  version: [{ meta: "generator", pattern: /^Hugo (\d[\w.+-]*)/ }],
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
