import { existsSync } from "node:fs";
import { isLoopbackHost } from "../operator/loopback-host.ts";
import { encodeBasic } from "../operator/resolve-references.ts";
import { UsageError } from "./usage-error.ts";

export interface StartUrl {
  /** Absolute, without fragment, user and password. */
  readonly url: URL;
  /** Value of the Authorization header that the URL's user and password ask for. */
  readonly authorization?: string;
  /** What was made of the text that was typed. */
  readonly notes: readonly string[];
}

/** The URL that a person typed; throws `UsageError` with the remedy. */
export function parseStartUrl(typed: string): StartUrl {
  const text = typed.trim();
  const completed = completeScheme(text);
  if (!URL.canParse(completed)) {
    throw new UsageError(`${quote(text)} is no URL; give one such as https://docs.example.org/guide/`);
  }
  const url = new URL(completed);
  if (url.protocol !== "http:" && url.protocol !== "https:") refuseScheme(text, url.protocol);
  if (url.href.length > 2048) throw new UsageError("the URL has more than 2048 characters");
  const notes = completed === text ? [] : [`${quote(text)} has no scheme; crawling ${completed}`];
  const authorization = url.username === "" && url.password === "" ? undefined : encodeUser(url);
  url.hash = url.username = url.password = "";
  return { url, notes, ...(authorization === undefined ? {} : { authorization }) };
}

/** `localhost:8080` parses as a URL of the scheme `localhost:`; so only `://` counts as one. */
function completeScheme(text: string): string {
  if (text === "") throw new UsageError("the URL is empty; give one such as https://docs.example.org/guide/");
  if (/^[a-z][a-z0-9+.-]*:(\/\/|[^0-9/])/i.test(text)) return text;
  if (/\.ya?ml$/i.test(text) && existsSync(text)) {
    throw new UsageError(`${quote(text)} is a file; use "docsynapse run ${text}"`);
  }
  if (existsSync(text))
    throw new UsageError(`${quote(text)} is a file or directory; use "docsynapse convert" for saved pages`);
  if (/^(?:\.{1,2}|~)?[/\\](?![/\\])/.test(text)) {
    throw new UsageError(
      `${quote(text)} is no URL, and no such file exists; give a URL such as https://docs.example.org/guide/`,
    );
  }
  const bare = text.replace(/^\/\//, "");
  const host = URL.canParse(`http://${bare}`) ? new URL(`http://${bare}`).hostname : "";
  return `${isLoopbackHost(host) ? "http" : "https"}://${bare}`;
}

function refuseScheme(text: string, protocol: string): never {
  const remedy = protocol === "file:" ? `; use "docsynapse convert" for saved pages` : "";
  throw new UsageError(`${quote(text)} is no http or https URL${remedy}`);
}

function encodeUser({ username, password }: URL): string {
  try {
    return encodeBasic(decodeURIComponent(username), decodeURIComponent(password));
  } catch {
    throw new UsageError(
      "the user name or password in the URL is not percent-encoded UTF-8; use --header 'Authorization: …'",
    );
  }
}

/** Typed text for a message, without a password that may be in it. */
function quote(text: string): string {
  const shown = text.replace(/\/\/[^/@]*@/, "//…@").replace(/\p{Cc}+/gu, " ");
  return JSON.stringify(shown.length > 200 ? `${shown.slice(0, 200)}…` : shown);
}
