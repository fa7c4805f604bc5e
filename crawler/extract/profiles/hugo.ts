import type { Profile } from "../profile.ts";

/** Hugo itself lays nothing out: its themes agree on landmarks, and on few classes for what stands around the text. */
export const hugo: Profile = {
  name: "hugo",
  signals: [{ meta: "generator", startsWith: "Hugo" }],
  version: [{ meta: "generator", pattern: /^Hugo (\d[\w.+-]*)/ }],
  themes: [
    { name: "geekdoc", signals: [{ className: "gdoc-page" }, { className: "gdoc-markdown" }] },
    { name: "relearn", signals: [{ id: "R-body" }] },
    { name: "hextra", signals: [{ className: "hextra-toc" }, { className: "hextra-code-block" }] },
    { name: "learn", signals: [{ id: "body-inner" }] },
    { name: "ananke", signals: [{ className: "nested-copy-line-height" }] },
  ],
  content: [".gdoc-markdown", "#R-body-inner article", "#body-inner", "main .content"],
  title: ["main h1", "#body-inner h1", "article h1"],
  remove: [
    "footer",
    "a.anchor",
    "a.gdoc-post__anchor",
    "a.subheading-anchor",
    ".hextra-code-copy-btn-container",
    "#TableOfContents",
    "[role=navigation]",
    "[role=search]",
    "[role=contentinfo]",
  ],
};
