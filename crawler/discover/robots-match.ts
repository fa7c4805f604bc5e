import type { RobotsRules } from "../messages.ts";

/** As `compileRobots`; the compiled form is kept for as long as the rules object lives. */
export function isAllowedByRobots(rules: RobotsRules, url: URL): boolean {
  let test = compiled.get(rules);
  if (!test) {
    test = compileRobots(rules);
    compiled.set(rules, test);
  }
  return test(url);
}

const compiled = new WeakMap<RobotsRules, (url: URL) => boolean>();

/**
 * A test whether a URL may be requested (RFC 9309 2.2.2): the rule with the longest matching pattern decides, allow on
 * a tie, and without a rule all is allowed. Time is linear in the URL for each rule: patterns are foreign.
 */
export function compileRobots(rules: RobotsRules): (url: URL) => boolean {
  const ordered = rules.rules
    .map(({ allow, pattern }) => compileRule(allow, pattern))
    .sort((one, other) => other.length - one.length || Number(other.allow) - Number(one.allow));
  return (url) => {
    if (ordered.length === 0 || url.pathname === "/robots.txt") return true;
    const target = canonical(url.pathname + url.search, true);
    return ordered.find((rule) => matches(rule, target))?.allow ?? true;
  };
}

interface CompiledRule {
  readonly allow: boolean;
  /** What stands between the `*`; the first piece is where the target starts. */
  readonly pieces: readonly string[];
  /** The pattern ended in `$`. */
  readonly isAnchored: boolean;
  /** Octets of the pattern, an escape counted as the octet that it stands for. */
  readonly length: number;
}

function compileRule(allow: boolean, pattern: string): CompiledRule {
  const isAnchored = pattern.endsWith("$");
  const body = canonical(isAnchored ? pattern.slice(0, -1) : pattern, false);
  const escapes = body.split("%").length - 1;
  return { allow, pieces: body.split("*"), isAnchored, length: body.length - 2 * escapes + (isAnchored ? 1 : 0) };
}

/** Each piece at its first place after the one before: what follows then has the most room. */
function matches(rule: CompiledRule, target: string): boolean {
  const first = rule.pieces[0] ?? "";
  if (!target.startsWith(first)) return false;
  const lastIndex = rule.pieces.length - 1;
  if (lastIndex === 0) return !rule.isAnchored || target.length === first.length;
  let at = first.length;
  for (let index = 1; index <= lastIndex; index++) {
    const piece = rule.pieces[index] ?? "";
    if (index === lastIndex && rule.isAnchored) return target.length - piece.length >= at && target.endsWith(piece);
    const found = target.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

/**
 * One spelling for what RFC 9309 2.2.2 takes as equal: unreserved characters plain, all others escaped, except `/` and
 * `?`, which structure the URL. In a pattern `*` stays, in a URL it is an ordinary character; `$` is one in both.
 */
function canonical(text: string, isUrl: boolean): string {
  const query = text.indexOf("?");
  return text.replace(/%[0-9a-fA-F]{2}|[^A-Za-z0-9\-._~/?]/gu, (found, at: number) => {
    if (found.length === 3 && found.startsWith("%")) return canonicalEscape(found, query >= 0 && at > query);
    if (found === "*" && !isUrl) return found;
    return escapeCharacter(found);
  });
}

function canonicalEscape(escape: string, isInQuery: boolean): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  // In a path `%2F` is no separator; in a query the two are the same.
  const isPlain = /[A-Za-z0-9\-._~]/.test(character) || (isInQuery && /[/?]/.test(character));
  return isPlain ? character : escape.toUpperCase();
}

const encoder = new TextEncoder();

function escapeCharacter(character: string): string {
  return Array.from(encoder.encode(character), (octet) => `%${octet.toString(16).toUpperCase().padStart(2, "0")}`).join(
    "",
  );
}
