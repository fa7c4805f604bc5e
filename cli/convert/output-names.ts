import { basename, dirname, relative, resolve, sep } from "node:path";
import { UsageError } from "../usage-error.ts";

/** Of pages, and of OpenAPI documents. */
const pageExtension = /\.(x?html?|json|ya?ml)$/i;

/** A page's name: what its URL and its Markdown file are called after. */
export interface PageName {
  readonly file: string;
  /** `/`-separated, with the file's own extension. */
  readonly name: string;
  /** Where its Markdown goes, below the output directory. */
  readonly output: string;
}

/**
 * `a/x.html` becomes `x.md`. Where that would give one name to two files, all keep the folders that tell them apart;
 * throws `UsageError` when even that does not help.
 */
export function nameOutputs(files: readonly string[]): readonly PageName[] {
  const flat = files.map((file) => toPageName(file, file === "-" ? "stdin.html" : basename(file)));
  if (findCollision(flat) === undefined) return flat;
  const root = findCommonFolder(files.filter((file) => file !== "-"));
  const deep = files.map((file) =>
    toPageName(file, file === "-" ? "stdin.html" : relative(root, resolve(file)).split(sep).join("/")),
  );
  const collision = findCollision(deep);
  if (collision === undefined) return deep;
  const [first, second] = collision;
  throw new UsageError(
    `${first.file} and ${second.file} would both become ${second.output}; convert them into different directories`,
  );
}

function toPageName(file: string, name: string): PageName {
  return { file, name, output: `${name.replace(pageExtension, "")}.md` };
}

/** Names that differ only in case or in Unicode form are one name on some file systems. */
function findCollision(names: readonly PageName[]): readonly [PageName, PageName] | undefined {
  const seen = new Map<string, PageName>();
  for (const name of names) {
    const key = name.output.normalize("NFC").toLowerCase();
    const earlier = seen.get(key);
    if (earlier !== undefined) return [earlier, name];
    seen.set(key, name);
  }
  return undefined;
}

function findCommonFolder(files: readonly string[]): string {
  const [first = ".", ...rest] = files.map((file) => dirname(resolve(file)));
  return rest.reduce((common, folder) => {
    let candidate = common;
    while (candidate !== dirname(candidate) && folder !== candidate && !folder.startsWith(candidate + sep)) {
      candidate = dirname(candidate);
    }
    return candidate;
  }, first);
}
