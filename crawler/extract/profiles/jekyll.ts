import type { Profile } from "../profile.ts";

/** Jekyll with a theme that has no profile of its own: the classes are those of its own theme and of GitHub's. */
export const jekyll: Profile = {
  name: "jekyll",
  signals: [{ meta: "generator", startsWith: "Jekyll" }],
  version: [{ meta: "generator", pattern: /^Jekyll v(\d[\w.+-]*)/ }],
  themes: [
    { name: "minima", signals: [{ className: "post-content" }, { className: "page-content" }] },
    { name: "minimal-mistakes", signals: [{ className: "page__content" }] },
    { name: "primer", signals: [{ className: "markdown-body" }] },
    { name: "chirpy", signals: [{ id: "core-wrapper" }] },
  ],
  content: [".page__content", "article .post-content", ".post-content", ".markdown-body", "#main_content"],
  title: ["h1.page__title", "h1.post-title", "article header h1", "main h1"],
  remove: [
    "footer",
    ".toc",
    ".header-link",
    "a.anchor",
    "a.anchorjs-link",
    ".page__meta",
    ".page__share",
    ".pagination",
    "[role=navigation]",
    "[role=search]",
    "[role=contentinfo]",
  ],
};
