import type { Profile } from "../profile.ts";

export const vitepress: Profile = {
  name: "vitepress",
  signals: [
    { meta: "generator", startsWith: "VitePress" },
    { className: "VPDoc" },
    { className: "VPContent" },
    { id: "VPContent" },
  ],
  version: [{ meta: "generator", pattern: /^VitePress v(\d[\w.+-]*)/ }],
  themes: [{ name: "default", signals: [{ className: "VPContent" }, { className: "VPDoc" }] }],
  content: [".vp-doc", "main.main", ".VPContent main", "main", ".VPHome", ".VPPage"],
  title: ["main h1"],
  remove: [
    "a.header-anchor",
    "span.lang",
    ".line-numbers-wrapper",
    ".VPDocFooter",
    ".VPDocAside",
    ".VPDocOutlineDropdown",
    ".VPLocalNav",
    ".VPLocalSearchBox",
    ".edit-link",
    ".prev-next",
  ],
};
