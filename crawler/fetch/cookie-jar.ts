import { parseCookie } from "undici";

interface Cookie {
  readonly path: string;
  readonly name: string;
  readonly value: string;
  readonly secure: boolean;
  readonly expiresAtMs: number;
}

const MAX_HOSTS = 256;
const MAX_COOKIES_OF_HOST = 30;
/** What a server has to take in one Cookie header, and often takes no more. */
const MAX_HEADER_LENGTH = 8192;
const MAX_COOKIE_LENGTH = 4096;

/**
 * The cookies of RFC 6265, in memory only. Each goes back to the host that set it and to no other, whatever its Domain
 * attribute says: a crawl needs none of another host, and so none can be misled.
 */
export class CookieJar {
  readonly #hosts = new Map<string, Map<string, Cookie>>();

  /** Keeps what a response sets; true where that is something which the request had not sent. */
  take(url: URL, setCookie: string | readonly string[] | undefined, sent: string | undefined, nowMs: number): boolean {
    const lines = typeof setCookie === "string" ? [setCookie] : (setCookie ?? []);
    const before = new Set(sent?.split("; ").map(cookieName));
    let isNew = false;
    for (const line of lines.slice(0, MAX_COOKIES_OF_HOST)) {
      const cookie = readCookie(line, url, nowMs);
      if (cookie === undefined) continue;
      this.#keep(url.hostname, cookie, nowMs);
      isNew ||= cookie.expiresAtMs > nowMs && !before.has(cookie.name);
    }
    return isNew;
  }

  /** The value of the Cookie header; undefined where there is nothing to send. */
  headerFor(url: URL, nowMs: number): string | undefined {
    const cookies = [...(this.#hosts.get(url.hostname)?.values() ?? [])]
      .filter((cookie) => isFor(cookie, url) && cookie.expiresAtMs > nowMs)
      .toSorted((a, b) => b.path.length - a.path.length);
    let header = "";
    for (const { name, value } of cookies) {
      const longer = `${header}${header === "" ? "" : "; "}${name}=${value}`;
      if (longer.length <= MAX_HEADER_LENGTH) header = longer;
    }
    return header === "" ? undefined : header;
  }

  #keep(host: string, cookie: Cookie, nowMs: number): void {
    const cookies = this.#hosts.get(host) ?? new Map<string, Cookie>();
    const key = `${cookie.name} ${cookie.path}`;
    cookies.delete(key);
    if (cookie.expiresAtMs > nowMs) cookies.set(key, cookie);
    dropOldest(cookies, MAX_COOKIES_OF_HOST);
    this.#hosts.delete(host);
    this.#hosts.set(host, cookies);
    dropOldest(this.#hosts, MAX_HOSTS);
  }
}

function dropOldest(map: Map<string, unknown>, max: number): void {
  const [oldest] = map.keys();
  if (map.size > max && oldest !== undefined) map.delete(oldest);
}

/** Of a `name=value` in a Cookie header. */
export const cookieName = (pair: string): string => pair.split("=", 1)[0]?.trim() ?? "";

function readCookie(line: string, url: URL, nowMs: number): Cookie | undefined {
  const { name, value, domain, path, secure = false, maxAge, expires } = parseCookie(line) ?? {};
  if (name === undefined || value === undefined || !isSendable(name, value)) return undefined;
  if (domain !== undefined && !isOfDomain(url.hostname, domain)) return undefined;
  if (secure && url.protocol !== "https:") return undefined;
  const expiresAtMs = maxAge === undefined ? readExpiry(expires) : nowMs + maxAge * 1000;
  return { name, value, secure, expiresAtMs, path: path?.startsWith("/") === true ? path : defaultPath(url) };
}

const isSendable = (name: string, value: string): boolean =>
  name !== "" &&
  name.length + value.length < MAX_COOKIE_LENGTH &&
  /^[\x20-\x3a\x3c-\x7e\x80-\xff]+$/.test(name + value);

const isOfDomain = (host: string, domain: string): boolean =>
  host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`);

/** A session's cookie lasts as long as the crawl. */
const readExpiry = (expires: Date | number | null | undefined): number =>
  expires === undefined || expires === null || Number.isNaN(Number(expires)) ? Infinity : Number(expires);

/** RFC 6265, 5.1.4. */
const defaultPath = ({ pathname }: URL): string => pathname.slice(0, pathname.lastIndexOf("/")) || "/";

function isFor({ path, secure }: Cookie, url: URL): boolean {
  if (secure && url.protocol !== "https:") return false;
  const { pathname } = url;
  return pathname.startsWith(path) && (path.endsWith("/") || ["", "/"].includes(pathname.charAt(path.length)));
}
