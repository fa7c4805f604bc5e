import type { Profile } from "../profile.ts";

export const asciidoctor: Profile = {
  name: "asciidoctor",
  signals: [
    { meta: "generator", startsWith: "Asciidoctor" },
    { meta: "generator", startsWith: "AsciiDoc" },
  ],
  version: [{ meta: "generator", pattern: /^Ascii[Dd]oc(?:tor)? (\d[\w.+-]*)/ }],
  content: ["#content", "body.article", "body.book", "body.manpage", "body"],
  title: ["#header h1", "h1"],
  remove: ["a.anchor", "#toc", "#footer", "#footnotes-title", ".source-toolbox"],
};
