import type { Profile } from "../profile.ts";

/** GNOME's references before gi-docgen: DocBook with a layout of its own around it. */
export const gtkDoc: Profile = {
  name: "gtk-doc",
  signals: [{ meta: "generator", startsWith: "GTK-Doc" }],
  version: [{ meta: "generator", pattern: /^GTK-Doc V(\d[\w.+-]*)/ }],
  content: ["div.book", "div.part", "div.chapter", "div.refentry", "div.index", "div.glossary", "body"],
  isBook: true,
  title: ["table.navigation p.title"],
  remove: ["table.navigation", "div.footer", ".gallery_image", "td.listing_lines"],
  codeLanguage: "c",
};
