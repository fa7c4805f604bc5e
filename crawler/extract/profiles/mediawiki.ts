import type { Profile } from "../profile.ts";

export const mediawiki: Profile = {
  name: "mediawiki",
  signals: [{ meta: "generator", startsWith: "MediaWiki" }, { id: "mw-content-text" }],
  version: [{ meta: "generator", pattern: /^MediaWiki (\d[\w.+-]*)/ }],
  content: ["#mw-content-text .mw-parser-output", "#mw-content-text", "#bodyContent"],
  title: ["#firstHeading"],
  remove: [
    ".mw-editsection",
    "#toc",
    ".toc",
    ".navbox",
    ".catlinks",
    ".printfooter",
    ".mw-jump-link",
    ".mw-indicators",
    ".noprint",
    ".mw-empty-elt",
    ".reference-accessdate",
  ],
};
