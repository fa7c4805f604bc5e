import type { Profile } from "../profile.ts";

/** Racket's manuals: code and declarations are tables of a row a line, and quotations are there to indent. */
export const scribble: Profile = {
  name: "scribble",
  signals: [{ headLink: "scribble.css" }, { script: "scribble-common.js" }],
  version: [{ className: "version", pattern: /(\d[\w.+-]*)/ }],
  content: [".maincolumn > .main", "div.main"],
  remove: ["div.navsettop", "div.navsetbottom", "div.versionbox", "div.RBackgroundLabel"],
  declarations: ["table.RktBlk", "table.boxed"],
  codeLanguage: "racket",
};
