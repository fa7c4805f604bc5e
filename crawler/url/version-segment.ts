/**
 * What a path segment says about a version. `sure`: latest, stable, 2.x, v3, 1.0-rc1. `maybe`: a word or a bare number
 * that is as often a chapter (`next`, `dev`, `3`) and counts only beside a sure one. Undefined: no version.
 */
export function versionKind(segment: string): "sure" | "maybe" | undefined {
  const text = segment.toLowerCase();
  if (clearWords.has(text)) return "sure";
  if (maybeWords.has(text) || isSmallNumber(text)) return "maybe";
  return isVersionNumber(text) ? "sure" : undefined;
}

const clearWords: ReadonlySet<string> = new Set(["latest", "stable", "nightly", "unreleased", "oldstable"]);
const maybeWords: ReadonlySet<string> = new Set(
  "canary current dev devel develop development edge experimental head lts main master next prerelease snapshot trunk unstable".split(
    " ",
  ),
);

/** Not more than three digits: four are a year, more a date or a number in a database. */
function isSmallNumber(text: string): boolean {
  return /^\d{1,3}$/.test(text);
}

const versionNumber =
  /^(?:v|ver|version|release)?[-_]?\d{1,4}((?:\.\d{1,4}){0,3}(?:\.(?:x|\*))?)(?:[-_.+]?(?:alpha|beta|rc|dev|pre|preview|snapshot|post|final|release|lts|m|b|a)[-_.]?\d{0,8})?$/;

function isVersionNumber(text: string): boolean {
  if (text.length > 40 || /^\d+$/.test(text)) return false;
  const rest = versionNumber.exec(text)?.[1];
  // `2b` and `404` are no versions: without a dot a number needs the leading word.
  return rest !== undefined && (rest !== "" || /^[a-z]/.test(text));
}

/** Orders versions for choosing the one to read: the highest is preferred. */
export function versionRank(segment: string): number {
  const text = segment.toLowerCase();
  if (text === "stable") return 1e9;
  if (text === "latest") return 9e8;
  if (text === "current") return 8e8;
  const numbers = text
    .match(/\d{1,4}/g)
    ?.slice(0, 2)
    .map(Number);
  if (!numbers || /alpha|beta|rc|dev|pre|snapshot/.test(text)) return numbers ? 1 : 2;
  return 1000 + (numbers[0] ?? 0) * 10_000 + (numbers[1] ?? 0);
}
