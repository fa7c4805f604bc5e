/** One thing wrong in a file of resources, told so that a person can mend it without looking anything up. */
export interface Problem {
  /** Where: `spec.politeness.requestsPerSecond`; empty for the document as a whole. */
  readonly path: string;
  /** Line in the file, from 1. */
  readonly line: number;
  readonly found: string;
  readonly allowed: string;
}

export function formatProblem({ path, line, found, allowed }: Problem, file: string): string {
  const where = path === "" ? "" : `${path}: `;
  return `${file}:${line}: ${where}found ${found}; allowed: ${allowed}`;
}

/** `spec.startUrls[2]`; keys that would be unclear in it are quoted. */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number" || /^\d+$/.test(key)) return `${text}[${key}]`;
    if (/^[A-Za-z_][\w-]*$/.test(key)) return text === "" ? key : `${text}.${key}`;
    return `${text}[${JSON.stringify(shorten(key))}]`;
  }, "");
}

const shownLength = 80;

/** A foreign value's text for a message: one line, bounded, no control characters. */
export function shorten(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return line.length <= shownLength ? line : `${line.slice(0, shownLength)}…`;
}
