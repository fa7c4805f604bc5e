import type { Profile } from "../profile.ts";

export const mkdocs: Profile = {
  name: "mkdocs",
  signals: [
    { meta: "generator", startsWith: "mkdocs" },
    { comment: "MkDocs version" },
    { comment: "Build Date UTC" },
    { id: "mkdocs-search-query" },
    { id: "mkdocs_search_modal" },
    { headLink: "css/theme_extra.css" },
    { script: "js/theme_extra.js" },
  ],
  version: [
    { meta: "generator", pattern: /^mkdocs-(\d+(?:\.\d+)*)/ },
    { comment: true, pattern: /^MkDocs version ?: (\d[\w.+-]*)/ },
  ],
  themes: [
    { name: "readthedocs", signals: [{ className: "wy-nav-content" }, { className: "rst-content" }] },
    { name: "mkdocs", signals: [{ id: "mkdocs_search_modal" }, { id: "mkdocs-search-query" }] },
  ],
  content: [
    ".rst-content [itemprop=articleBody]",
    ".rst-content [role=main] > .section",
    ".rst-content [role=main]",
    // GitBook's old theme has the results of a search beside it.
    "[role=main] section.markdown-section",
    "[role=main]",
    "main",
  ],
  remove: [
    "a.headerlink",
    ".rst-breadcrumbs-buttons",
    ".rst-footer-buttons",
    ".wy-breadcrumbs",
    ".toctree-wrapper",
    ".page-metadata",
    "[role=navigation]",
    "footer",
  ],
};
