import type { Profile } from "../profile.ts";

export const nextra: Profile = {
  name: "nextra",
  signals: [
    { className: "nextra-content" },
    { className: "nextra-toc" },
    { className: "nextra-navbar" },
    { className: "nextra-nav-container" },
    { className: "nextra-sidebar-container" },
    { className: "nextra-code" },
  ],
  themes: [
    { name: "docs", signals: [{ className: "nextra-sidebar" }, { className: "nextra-sidebar-container" }] },
    { name: "blog", signals: [{ className: "nextra-blog-theme" }] },
  ],
  content: ["main[data-pagefind-body]", "article main", "article.nextra-content", "main article", "main", "article"],
  remove: [
    ".nextra-breadcrumb",
    ".nextra-toc",
    ".nextra-banner",
    ".nextra-footer",
    ".nextra-sidebar-container",
    "a.subheading-anchor",
    "[data-pagefind-ignore]",
  ],
};
