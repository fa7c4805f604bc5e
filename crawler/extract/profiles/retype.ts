import type { Profile } from "../profile.ts";

export const retype: Profile = {
  name: "retype",
  signals: [{ meta: "generator", startsWith: "Retype" }, { id: "retype-content" }],
  version: [{ meta: "generator", pattern: /^Retype (\d[\w.]*)/ }],
  content: ["#retype-content", "#retype-main main", "main"],
  remove: ["footer", ".footnote-back-ref", "doc-page-actions"],
};
