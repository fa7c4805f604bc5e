import type { Operation } from "./api-model.ts";

/**
 * What the scripts that draw API references call the places of their pages: links to these lead to the sections here.
 * Redoc and Scalar: `operation/…`, `tag/…/operation/…`; Swagger UI: `/tag/operation`; Stoplight: `/operations/…`;
 * RapiDoc: `post-/pets`.
 */
export function operationIds({ id, tag = "default", method, path }: Operation): string[] {
  const tagName = anchorName(tag);
  const byPath = [
    `${method.toLowerCase()}-${path}`,
    `tag/${tagName}/${method}${path}`,
    `tag/${tagName}/paths/${path.replaceAll("/", "~1")}/${method.toLowerCase()}`,
  ];
  if (id === "") return byPath;
  return [
    `operation/${id}`,
    `tag/${tagName}/operation/${id}`,
    `/${tag}/${id}`,
    `/${tagName}/${id}`,
    `operations-${tagName}-${id}`,
    `/operations/${id}`,
    id,
    ...byPath,
  ];
}

export const tagIds = (tag: string): string[] => [
  `tag/${anchorName(tag)}`,
  `/${tag}`,
  `operations-tag-${anchorName(tag)}`,
];

export const schemaIds = (name: string): string[] => [
  `schema/${name}`,
  `tag/${name}_model`,
  `components/schemas/${name}`,
  `/components/schemas/${name}`,
  `/definitions/${name}`,
  `/schemas/${name}`,
  `model-${name}`,
];

/** Redoc and Swagger UI write blanks in these names as hyphens and underscores. */
const anchorName = (name: string): string => name.trim().replace(/\s+/g, "-");
