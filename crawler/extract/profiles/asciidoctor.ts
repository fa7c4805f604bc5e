import type { Profile } from "../profile.ts";

export const asciidoctor: Profile = {
  name: "asciidoctor",
  signals: [
    { meta: "generator", startsWith: "Asciidoctor" },
    { meta: "generator", startsWith: "AsciiDoc" },
  ],
  version: [{ meta: "generator", pattern: /^Ascii[Dd]oc(?:tor)? (\d[\w.+-]*)/ }],
  // A manual page has its name and purpose in the header.
  content: ["body.manpage", "#content", "body.article", "body.book", "body"],
  besideContent: ["#footnotes"],
  title: ["#header h1", "h1"],
  remove: ["a.anchor", "#toc", "#footer", "#footnotes-title", ".source-toolbox"],
};
