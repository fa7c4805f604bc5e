import type { Profile } from "../profile.ts";

export const antora: Profile = {
  name: "antora",
  signals: [{ meta: "generator", startsWith: "Antora" }, { className: "nav-panel-menu" }],
  version: [{ meta: "generator", pattern: /^Antora (\d[\w.+-]*)/ }],
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
