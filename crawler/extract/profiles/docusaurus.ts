import type { Profile } from "../profile.ts";

export const docusaurus: Profile = {
  name: "docusaurus",
  signals: [
    { meta: "generator", startsWith: "Docusaurus" },
    { meta: "docusaurus_version" },
    { id: "__docusaurus" },
    { className: "theme-doc-markdown" },
  ],
  version: [{ meta: "generator", pattern: /^Docusaurus v(\d[\w.+-]*)/ }],
  content: [
    "article .theme-doc-markdown",
    "article .markdown",
    "[class*=generatedIndexPage]",
    "main article",
    "main .markdown",
    "main",
  ],
  title: ["main article header h1", "main h1"],
  remove: [
    ".theme-doc-breadcrumbs",
    ".theme-doc-toc-mobile",
    ".theme-doc-toc-desktop",
    ".theme-doc-version-badge",
    ".theme-doc-version-banner",
    ".theme-doc-sidebar-container",
    ".theme-doc-footer",
    ".theme-edit-this-page",
    ".theme-last-updated",
    ".theme-announcement-bar",
    ".pagination-nav",
    "a.hash-link",
    "[class*=buttonGroup]",
    "[class*=codeLineNumber]",
  ],
};
