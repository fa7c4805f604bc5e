import type { Plan } from "../contract.ts";

type QueryPolicy = Plan["scope"]["query"];

/**
 * The URL as it is requested under the policy. What only tracks a visit never changes the page and goes in any case;
 * `ref` and `source` may pick a branch or a view, so they stay where each query is its own page.
 */
export function applyQueryPolicy(url: URL, policy: QueryPolicy): URL {
  if (url.search === "") return url;
  if (policy === "Strip") return withSearch(url, "");
  const parts = url.search.slice(1).split("&");
  const kept = parts.filter((part) => !isTracking(part, policy));
  return kept.length === parts.length ? url : withSearch(url, kept.join("&"));
}

function withSearch(url: URL, search: string): URL {
  const changed = new URL(url);
  changed.search = search;
  return changed;
}

function isTracking(part: string, policy: QueryPolicy): boolean {
  const end = part.indexOf("=");
  const name = (end < 0 ? part : part.slice(0, end)).toLowerCase();
  return name.startsWith("utm_") || trackingNames.has(name) || (policy === "Skip" && originNames.has(name));
}

const trackingNames: ReadonlySet<string> = new Set(
  (
    "_ga _gl _hsenc _hsmi _openstat dclid fbclid gad_source gbraid gclid gclsrc hsctatracking igshid li_fat_id mc_cid " +
    "mc_eid mkt_tok msclkid oly_anon_id oly_enc_id ref_src ref_url rb_clickid s_cid scid srsltid ttclid twclid vero_id " +
    "wbraid wickedid yclid"
  ).split(" "),
);
const originNames: ReadonlySet<string> = new Set(["ref", "referrer", "source"]);
