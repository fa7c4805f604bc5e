import { isReservedHeader } from "../operator/docsite-checks.ts";
import { isHeaderValue } from "../operator/resolve-references.ts";
import { UsageError } from "./usage-error.ts";

export interface Header {
  readonly name: string;
  readonly value: string;
}

/**
 * Headers from `--header 'Name: value'` and from the URL's user and password. What was typed is never repeated in a
 * message: it may be a credential.
 */
export function collectHeaders(authorization: string | undefined, typed: readonly string[]): readonly Header[] {
  const fromUrl = authorization === undefined ? [] : [{ name: "Authorization", value: authorization }];
  const headers = [...fromUrl, ...typed.map(parseHeader)];
  const seen = new Set<string>();
  for (const { name } of headers) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw new UsageError(`the header ${name} is given twice; give it once`);
    seen.add(key);
  }
  return headers;
}

function parseHeader(typed: string): Header {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}):(.*)$/s.exec(typed);
  const name = match?.[1];
  if (name === undefined) throw new UsageError("a --header does not look like 'Name: value'; put it in quotes");
  const key = name.toLowerCase();
  if (key === "user-agent")
    throw new UsageError("--header User-Agent: use --user-agent, which robots.txt is read for too");
  if (key !== "cookie" && isReservedHeader(key)) {
    throw new UsageError(`--header ${name}: the fetcher sets it itself; leave it out`);
  }
  const value = (match?.[2] ?? "").trim();
  if (isHeaderValue(value)) return { name, value };
  throw new UsageError(`--header ${name}: its value is empty, too long, or holds a character that no header may hold`);
}
