import { BROWSER_REMEDY } from "../render/find-browser.ts";
import type { Frontier } from "../frontier/frontier.ts";

/** Why a crawl found nothing to publish, and what its user can do: the first start page tells. */
export function explainEmptyCrawl(frontier: Frontier): { readonly reason: string; readonly message: string } {
  const entry = frontier.mainEntry();
  const reason = entry?.reason ?? "nothing-found";
  const where = (entry?.url ?? "the start URL").split(/[?#]/, 1)[0] ?? "";
  const detail = entry?.detail === undefined ? "" : ` (${entry.detail})`;
  return { reason, message: `no page could be stored. ${explain(reason, where, detail)}` };
}

function explain(reason: string, where: string, detail: string): string {
  switch (reason) {
    case "robots":
      return `robots.txt forbids ${where} to us; with the owner's consent use --ignore-robots`;
    case "redirect-out-of-scope":
      return `${where} redirects${detail}, which is another site: crawl that URL, or add its host with --host; where it is a login page, pass credentials with --header`;
    case "needs-javascript":
      return `${where} shows nothing without JavaScript; --render auto shows it where there is a browser: ${BROWSER_REMEDY}`;
    case "rendering":
      return `${where} could not be rendered${detail}`;
    case "no-content":
      return `${where} has no content that could be found; name it with --content-selector`;
    case "not-a-page":
      return `${where} is no HTML page${detail}; give the URL of a page`;
    case "not-found":
      return `${where} was not found${detail}; check the URL`;
    case "auth-required":
      return `${where} asks for credentials, or refuses us${detail}; pass credentials with --header, or another name with --user-agent`;
    case "login-page":
      return `${where} asks for a password; pass credentials with --header`;
    case "redirect":
    case "too-many-redirects":
      return `${where} redirects in a circle${detail}: so do sites that want a cookie first; pass it with --header "Cookie: …"`;
    case "dns":
      return `the host of ${where} is unknown${detail}; check the URL and the network, or give the proxy with --proxy`;
    case "address-refused":
      return `${where} was not requested${detail}`;
    case "too-large":
      return `${where} is too large${detail}`;
    default:
      return `${where} failed: ${reason}${detail}`;
  }
}
