import type { Profile } from "../profile.ts";

export const exDoc: Profile = {
  name: "exdoc",
  signals: [{ meta: "generator", startsWith: "ExDoc" }],
  version: [{ meta: "generator", pattern: /^ExDoc v?(\d[\w.-]*)/ }],
  content: ["#content", "#main"],
  remove: [".top-search", ".icon-action", ".hover-link", ".detail-link", ".bottom-actions", "footer"],
};
