import { compareText } from "./compare-text.ts";
import { Html, html } from "./html-text.ts";
import { pageFile } from "./layout.ts";
import { encodeSegment } from "./link-url.ts";

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: string[];
  pages: number;
}

/** A report of a large site must still open: the tree says how much it leaves out. */
const maxListed = 3000;
const maxDepth = 24;

/** The snapshot's pages as folders to open; a folder with little in it is open from the start. */
export function buildPageTree(paths: readonly string[]): Html {
  const root = makeFolder();
  const listed = paths.toSorted(compareText).slice(0, maxListed);
  for (const path of listed) addPath(root, path);
  const more = paths.length - listed.length;
  const rest = more > 0 ? html`<p class="soft">and ${more} more pages</p>` : html``;
  return html`<div class="tree">${listOf(root, "")}${rest}</div>`;
}

const makeFolder = (): Folder => ({ folders: new Map(), files: [], pages: 0 });

function addPath(root: Folder, path: string): void {
  const segments = path.split("/");
  const folders = segments.slice(0, -1).slice(0, maxDepth);
  let at = root;
  at.pages += 1;
  for (const name of folders) {
    const next = at.folders.get(name) ?? makeFolder();
    at.folders.set(name, next);
    next.pages += 1;
    at = next;
  }
  at.files.push(segments.slice(folders.length).join("/"));
}

function listOf(folder: Folder, prefix: string): Html {
  const folders = [...folder.folders].map(([name, inner]) => {
    const open = new Html(inner.pages <= 12 ? " open" : "");
    return html`<details${open}><summary>${name}/ <span class="badge">${inner.pages}</span></summary>${listOf(inner, `${prefix}${name}/`)}</details>`;
  });
  const files = folder.files.map((name) => {
    const target = pageFile(prefix + name)
      .split("/")
      .map(encodeSegment)
      .join("/");
    return html`<li><a href="${target}">${name}</a></li>`;
  });
  return html`${folders}
    <ul>
      ${files}
    </ul>`;
}
