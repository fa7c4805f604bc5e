/**
 * Asks for what a page or list names as a reader who stays on the site comes by it. Changes the URL.
 *
 * - Old links and sitemaps say `http` of a site that has moved to `https`, or the other way round of a port that speaks
 *   one of them only: the same host is asked as the one who names it was. Never from `https` to plain `http` between
 *   the usual ports.
 * - A session id makes a new URL of every page for every reader, and so no end of a crawl.
 */
export function tidyLink(url: URL, from: URL): void {
  if (url.protocol !== from.protocol && url.hostname === from.hostname && url.port === from.port) {
    if (url.port !== "" || from.protocol === "https:") url.protocol = from.protocol;
  }
  if (SESSION_ID.test(url.pathname)) url.pathname = url.pathname.replace(SESSION_ID, "");
  if (SESSION_QUERY.test(url.search)) dropSessionQuery(url);
}

const SESSION_ID = /;(?:jsessionid|phpsessid|sessionid)=[^/;]*/i;
const SESSION_QUERY = /[?&](?:jsessionid|phpsessid|aspsessionid\w*)=/i;

function dropSessionQuery(url: URL): void {
  const kept = url.search.slice(1).split("&");
  url.search = kept.filter((pair) => !SESSION_QUERY.test(`?${pair}`)).join("&");
}
