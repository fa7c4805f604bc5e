import type { Profile } from "../profile.ts";

/** An element that draws an OpenAPI document. */
export const rapidoc: Profile = {
  name: "rapidoc",
  signals: [{ tag: "rapi-doc" }, { tag: "rapi-doc-mini" }, { tag: "openapi-explorer" }],
  content: ["rapi-doc", "rapi-doc-mini", "openapi-explorer"],
  remove: [".nav-bar", "input", "button"],
  drawsApi: true,
};
