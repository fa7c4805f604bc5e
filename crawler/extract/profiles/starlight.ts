import type { Profile } from "../profile.ts";

export const starlight: Profile = {
  name: "starlight",
  signals: [{ meta: "generator", startsWith: "Starlight" }, { className: "sl-markdown-content" }],
  version: [{ meta: "generator", pattern: /^Starlight v(\d[\w.+-]*)/ }],
  content: ["main[data-pagefind-body]", "main", ".sl-markdown-content"],
  remove: [
    "a.sl-anchor-link",
    ".sl-banner",
    "mobile-starlight-toc",
    "starlight-toc",
    ".right-sidebar",
    ".right-sidebar-container",
    "footer",
    "[data-pagefind-ignore]",
    "link",
  ],
};
