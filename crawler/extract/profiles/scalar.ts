import type { Profile } from "../profile.ts";

/** A page that Scalar's script draws from an OpenAPI document. */
export const scalar: Profile = {
  name: "scalar",
  signals: [
    { tag: "scalar-api-reference" },
    { script: "@scalar/api-reference" },
    { className: "scalar-api-reference" },
    { id: "api-reference", onTag: "script" },
    { scriptWord: "Scalar.createApiReference" },
  ],
  content: [".scalar-api-reference .references-rendered", ".scalar-api-reference"],
  remove: [".references-navigation", ".scalar-modal-layout", "[aria-label=Copy]"],
  drawsApi: true,
};
