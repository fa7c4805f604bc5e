import { isUtf8 } from "node:buffer";

/** As in messages: a longer URL cannot be passed on. */
const MAX_URL_LENGTH = 8192;

/** The target of a Location header, absolute, without fragment and userinfo; undefined when there is no usable one. */
export function resolveRedirect(location: string | undefined, base: URL): string | undefined {
  if (location === undefined || location.trim() === "" || location.length > MAX_URL_LENGTH) return undefined;
  const target = URL.parse(readAsUtf8(location), base.href);
  if (target === null || (target.protocol !== "http:" && target.protocol !== "https:")) return undefined;
  target.hash = "";
  target.username = "";
  target.password = "";
  return target.href.length > MAX_URL_LENGTH ? undefined : target.href;
}

/** Header values come as Latin-1; servers that do not escape a path send UTF-8. */
function readAsUtf8(value: string): string {
  const bytes = Buffer.from(value, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : value;
}
