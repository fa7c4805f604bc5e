import { createHash } from "node:crypto";

const maxLength = 63;

/**
 * Name of the site at a URL, from its host and path: `docs.example.org-guide`. Fit for a directory and as a Kubernetes
 * name; where letters had to be given up, a digest keeps two URLs apart.
 */
export function nameSite(url: URL): string {
  const path = url.pathname.replace(/\/(index\.html?)?$/, "");
  const full = `${url.host}${path}${url.search}`;
  const name = full
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/[-.]*-[-.]*/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  const faithful = name === full.replace(/[/:]/g, "-") && name.length <= maxLength;
  if (faithful) return name;
  const digest = createHash("sha256").update(full).digest("hex").slice(0, 8);
  const stem = name.slice(0, maxLength - 9).replace(/[-.]+$/, "");
  return stem === "" ? `site-${digest}` : `${stem}-${digest}`;
}
