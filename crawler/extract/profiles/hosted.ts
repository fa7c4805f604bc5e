import type { Profile } from "../profile.ts";

export const mintlify: Profile = {
  name: "mintlify",
  signals: [
    { meta: "generator", startsWith: "Mintlify" },
    { headLink: "mintcdn" },
    { headLink: "mintlify" },
    { script: "mintlify" },
    { id: "page-context-menu" },
    { className: "mdx-content" },
  ],
  content: [".mdx-content", "#content", "#content-area"],
  title: ["#page-title", "#header h1", "#content-area h1"],
  remove: [
    "#pagination",
    "[id^=table-of-contents]",
    "[id^=page-context-menu]",
    "[id^=feedback-]",
    ".feedback-toolbar",
    "[data-floating-buttons]",
    "[data-fade-overlay]",
    ".eyebrow",
    "[class*=breadcrumb-]",
    "[data-component-part=callout-icon]",
    "[data-component-part=step-number]",
  ],
};

export const gitbook: Profile = {
  name: "gitbook",
  signals: [{ meta: "generator", startsWith: "GitBook (" }, { headLink: "https://api.gitbook.com" }],
  content: ["main [data-content-ref-root]", "main", "[data-testid=page.contentEditor]"],
  title: ["main > header h1", "main h1"],
  remove: [
    "a.hash",
    ".hash",
    ".feedback",
    ".highlight-line-number",
    "[aria-label=Breadcrumb]",
    "[data-testid=page-footer]",
  ],
};

export const readme: Profile = {
  name: "readme",
  signals: [{ meta: "readme-deploy" }, { className: "rm-Article" }, { className: "rm-Markdown" }],
  content: [".rm-Markdown", "article.rm-Article", ".markdown-body", "#content"],
  title: [".rm-Article h1", "#content-head h1", "header h1"],
  remove: [
    ".heading-anchor",
    "a.heading-anchor-icon",
    "button.rdmd-code-copy",
    ".rm-Pagination",
    ".PageThumbs",
    ".UpdatedAt",
    ".DateLine",
  ],
};
