import type { Profile } from "../profile.ts";

/** Wikis and rendered files of GitHub and of what looks like it. */
export const github: Profile = {
  name: "github",
  signals: [
    { meta: "route-pattern", includes: "/wiki" },
    { id: "wiki-body" },
    { id: "wiki-wrapper" },
    { meta: "octolytics-url" },
    { meta: "hostname", startsWith: "github." },
  ],
  themes: [{ name: "wiki", signals: [{ id: "wiki-body" }, { id: "wiki-wrapper" }] }],
  content: [
    "#wiki-body .markdown-body",
    "#wiki-body",
    "#readme .markdown-body",
    "article.markdown-body",
    ".markdown-body",
  ],
  title: ["#wiki-wrapper h1", ".gh-header-title"],
  remove: [
    "a.anchor",
    ".octicon",
    "clipboard-copy",
    ".zeroclipboard-container",
    ".js-wiki-sidebar-toc-toggle-chevron-button",
  ],
};
