import type { Validators } from "../messages.ts";
import { ACCEPTED_ENCODINGS } from "./content-encoding.ts";
import { cookieName } from "./cookie-jar.ts";

// As an ES module, node:http reads all that it exports, and with that loads Node's own copy of undici.
const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule("node:http");

export interface SiteCredentials {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Lower-case `host` (any port) or `host:port` that may get the headers; nobody else does. */
  readonly hosts: readonly string[];
}

interface HeaderRequest {
  readonly accept: string;
  readonly validators: Validators;
  /** What the host has set itself. */
  readonly cookie?: string | undefined;
}

export type HeaderBuilder = (url: URL, request: HeaderRequest) => Record<string, string>;

/**
 * What goes out with a request. Throws at once, without the value, for a credential header that cannot be sent.
 * Credentials of the site's own win over userinfo in a URL, which may come from a foreign page.
 */
export function createHeaderBuilder(userAgent: string, credentials: SiteCredentials): HeaderBuilder {
  const credentialsFor = createCredentials(credentials);
  validateHeaderValue("user-agent", userAgent);
  return (url, { accept, validators, cookie }) => {
    const headers: Record<string, string> = {
      "user-agent": userAgent,
      accept,
      "accept-encoding": ACCEPTED_ENCODINGS,
      ...conditionsFor(validators),
      ...userinfoAuthorization(url),
      ...credentialsFor(url),
    };
    return cookie === undefined ? headers : { ...headers, cookie: joinCookies(headers["cookie"], cookie) };
  };
}

/** Those given for the site win over those that it has set. */
function joinCookies(given: string | undefined, own: string): string {
  if (given === undefined) return own;
  const names = new Set(given.split(";").map(cookieName));
  return [given, ...own.split("; ").filter((pair) => !names.has(cookieName(pair)))].join("; ");
}

/** The credential headers of a URL: none where its host is not one of theirs. Throws as `createHeaderBuilder` does. */
export function createCredentials(credentials: SiteCredentials): (url: URL) => Record<string, string> {
  const own = readCredentialHeaders(credentials);
  const hosts = new Set(credentials.hosts.map((host) => host.toLowerCase()));
  return (url) => (isBound(url, hosts) ? own : {});
}

export function conditionsFor({ etag, lastModified }: Validators): Record<string, string> {
  return {
    ...(isSendable(etag) ? { "if-none-match": etag } : {}),
    ...(isSendable(lastModified) ? { "if-modified-since": lastModified } : {}),
  };
}

/** Headers that frame the request itself or that the fetcher sets. */
const RESERVED: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "content-length",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "expect",
  "accept-encoding",
  "range",
  "if-none-match",
  "if-modified-since",
]);

function readCredentialHeaders(credentials: SiteCredentials): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, value } of credentials.headers) {
    const key = name.toLowerCase();
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (RESERVED.has(key)) throw new Error(`the header ${key} cannot be set for a site: the fetcher sets it`);
    headers[key] = value;
  }
  return headers;
}

function isBound(url: URL, hosts: ReadonlySet<string>): boolean {
  const port = url.port === "" ? DEFAULT_PORTS[url.protocol] : url.port;
  return hosts.has(url.hostname) || hosts.has(`${url.hostname}:${port}`);
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

function userinfoAuthorization(url: URL): Record<string, string> {
  if (url.username === "" && url.password === "") return {};
  const pair = `${decodePart(url.username)}:${decodePart(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}` };
}

/** A percent sign that starts no escape stands for itself. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Validators come from a site by way of storage: one that HTTP cannot carry is left out, not sent. */
function isSendable(value: string | undefined): value is string {
  return value !== undefined && /^[\t\x20-\x7e\x80-\xff]+$/.test(value);
}
