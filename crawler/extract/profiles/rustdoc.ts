import type { Profile } from "../profile.ts";

export const rustdoc: Profile = {
  name: "rustdoc",
  signals: [{ meta: "generator", startsWith: "rustdoc" }, { meta: "rustdoc-vars" }],
  version: [{ meta: "rustdoc-vars", attribute: "data-rustdoc-version", pattern: /^(\d[\w.+-]*)/ }],
  content: ["#main-content", "#main", "main"],
  remove: [
    "#copy-path",
    "rustdoc-toolbar",
    "rustdoc-topbar",
    ".rustdoc-breadcrumbs",
    "a.anchor",
    "a.doc-anchor",
    "a.src",
    "a.srclink",
    ".rightside",
    ".out-of-band",
    "summary.hideme",
    "a.tooltip",
    "a.test-arrow",
    "button.copy-path",
    ".since",
    ".notable-traits",
    ".sub-heading",
    "#toggle-all-docs",
  ],
  codeLanguage: "rust",
};
