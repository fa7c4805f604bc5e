import { languageTag } from "./language-segment.ts";
import { versionKind } from "./version-segment.ts";

/**
 * Whether the URL is one that the generator makes beside the documentation: an index, a search page, a listing of
 * source code, the whole book on one page. Names that an author may choose as well (`print.html`, `search.html`) count
 * only where the generator puts them: at the documentation's root, that is in the start URL's folder or above it.
 * `generator` is a profile name, such as `sphinx` or `mkdocs-material`; an unknown one has no noise.
 */
export function generatorNoise(generator: string, url: URL, start?: URL): boolean {
  const noise = noiseOf(generator.toLowerCase());
  if (!noise) return false;
  const path = url.pathname;
  if (noise.anywhere.some((pattern) => pattern.test(path))) return true;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const name = path.slice(folder.length);
  return noise.atRoot.includes(name) && isRootFolder(folder, start?.pathname);
}

interface Noise {
  /** Paths that no author's page can have. */
  readonly anywhere: readonly RegExp[];
  /** File names that are noise at the root only. */
  readonly atRoot: readonly string[];
}

function noiseOf(generator: string): Noise | undefined {
  return noises.find(([family]) => generator.startsWith(family))?.[1];
}

function isRootFolder(folder: string, startPath: string | undefined): boolean {
  if (startPath !== undefined) return startPath.startsWith(folder);
  return folder
    .split("/")
    .every((part) => part === "" || languageTag(part) !== undefined || versionKind(part) !== undefined);
}

const doxygenMembers =
  /\/(?:functions|globals|namespacemembers)(?:_(?:func|vars|type|enum|eval|prop|evnt|rela|defs))?(?:_(?:[0-9a-z_~$]|0x[0-9a-f]{2,4}))?\.html$/;

const noises: readonly (readonly [family: string, noise: Noise])[] = [
  [
    "sphinx",
    {
      anywhere: [
        /\/(?:genindex(?:-[^/]{1,40})?|py-modindex|[a-z]{1,12}-modindex)(?:\.html|\/)?$/,
        /\/(?:_modules|_sources|_static|_images|_downloads)\//,
      ],
      atRoot: ["search.html", "modindex.html", "404.html"],
    },
  ],
  ["mdbook", { anywhere: [], atRoot: ["print.html", "toc.html", "404.html"] }],
  [
    "doxygen",
    {
      anywhere: [/_8[a-z0-9_]{1,20}_source\.html$/, doxygenMembers, /\/search\/[a-z]{1,20}_[0-9a-f]{1,2}\.html$/],
      atRoot: ["search.html"],
    },
  ],
  [
    "rustdoc",
    {
      anywhere: [/\/src\/[^?]*\.rs\.html$/, /\/scrape-examples-help\.html$/],
      atRoot: ["help.html", "settings.html", "search.html"],
    },
  ],
  [
    "javadoc",
    {
      anywhere: [
        /\/(?:class-use|src-html|index-files)\//,
        /\/(?:index-all|overview-tree|package-tree|package-use|module-tree|help-doc|allclasses-frame|allclasses-noframe|overview-frame|package-frame)\.html$/,
      ],
      atRoot: ["search.html"],
    },
  ],
  ["docsy", { anywhere: [/\/_print\//], atRoot: ["404.html"] }],
  ["mkdocs", { anywhere: [], atRoot: ["search.html", "404.html"] }],
  ["material", { anywhere: [], atRoot: ["404.html"] }],
  ["docusaurus", { anywhere: [], atRoot: ["search", "404.html"] }],
  ["vitepress", { anywhere: [], atRoot: ["404.html"] }],
];
