import type { Profile } from "../profile.ts";

export const vuepress: Profile = {
  name: "vuepress",
  signals: [
    { meta: "generator", startsWith: "VuePress" },
    { className: "theme-default-content" },
    { className: "content__default" },
  ],
  version: [{ meta: "generator", pattern: /^VuePress (\d[\w.+-]*)/ }],
  themes: [
    { name: "default of version 2", signals: [{ className: "vp-theme-container" }, { className: "vp-page" }] },
    { name: "default of version 1", signals: [{ className: "theme-container" }, { className: "content__default" }] },
  ],
  content: [".theme-default-content", ".content__default", "main.page", "main"],
  remove: [
    "a.header-anchor",
    ".line-numbers-wrapper",
    ".line-numbers",
    ".page-edit",
    ".page-meta",
    ".page-nav",
    ".table-of-contents",
    ".vp-page-meta",
    ".vp-page-nav",
  ],
};
