import type { CheerioAPI } from "cheerio";
import GithubSlugger from "github-slugger";

/** What leads somewhere in a file of a snapshot, and what can be led to. */
export interface FileLinks {
  /** Destinations as written, without those that name a scheme. */
  readonly references: readonly string[];
  /** Ids of elements, and of headings as GitHub gives them. */
  readonly ids: ReadonlySet<string>;
}

export function readFileLinks($: CheerioAPI): FileLinks {
  const slugger = new GithubSlugger();
  const ids = new Set<string>();
  $("[id]").each((_, { attribs }) => void ids.add(attribs["id"] ?? ""));
  $("h1, h2, h3, h4, h5, h6").each((_, heading) => void ids.add(slugger.slug($(heading).text())));
  const references = $("a[href], img[src]")
    .toArray()
    .map(({ attribs }) => attribs["href"] ?? attribs["src"] ?? "")
    .filter((reference) => reference !== "" && !/^[a-z][a-z\d+.-]*:/i.test(reference));
  return { references, ids };
}

/** References of the file that lead to no file, or to no place in it. */
export function findBroken(path: string, files: ReadonlyMap<string, FileLinks | undefined>): readonly string[] {
  const own = files.get(path);
  return (own?.references ?? []).filter((reference) => {
    const { pathname, hash } = new URL(reference, `file:///${encodePath(path)}`);
    const target = decode(pathname.slice(1));
    if (!files.has(target)) return true;
    return hash !== "" && files.get(target)?.ids.has(decode(hash.slice(1))) !== true;
  });
}

export const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
