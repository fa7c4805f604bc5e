import type { Profile } from "../profile.ts";

export const rspress: Profile = {
  name: "rspress",
  signals: [
    { meta: "generator", startsWith: "Rspress" },
    { className: "rspress-doc" },
    { className: "rp-doc" },
    { className: "rspress-sidebar" },
  ],
  version: [{ meta: "generator", pattern: /^Rspress v(\d[\w.+-]*)/ }],
  content: [".rspress-doc", ".rp-doc", "main"],
  remove: [
    "a.header-anchor",
    ".rp-header-anchor",
    ".rspress-doc-footer",
    ".rp-doc-footer",
    ".rspress-edit-link",
    ".rp-edit-link",
    ".rspress-llms-container",
    ".rp-llms-container",
    "[class*=copy-button]",
  ],
};
