import type { Profile } from "../profile.ts";

export const typedoc: Profile = {
  name: "typedoc",
  signals: [{ meta: "generator", startsWith: "TypeDoc" }, { className: "tsd-page-title" }],
  version: [{ meta: "generator", pattern: /^TypeDoc (\d[\w.+-]*)/ }],
  content: [".col-content", ".col-8.col-content", ".tsd-panel"],
  remove: [
    ".tsd-breadcrumb",
    "a.tsd-anchor",
    "a.tsd-anchor-icon",
    ".tsd-sources",
    ".tsd-index-accordion",
    ".tsd-filters",
    ".tsd-generator",
  ],
  codeLanguage: "ts",
  bareCodeClasses: true,
};
