/** Whether the address alone says that there is no page behind it: an archive, an image, a script, a font, a feed. */
export function isNotAPage(url: URL): boolean {
  const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1).toLowerCase();
  if (noPageNames.has(name)) return true;
  const dot = name.lastIndexOf(".");
  if (dot <= 0 || !noPageExtensions.has(name.slice(dot + 1))) return false;
  return !(name.endsWith(".js") && frameworkNames.has(name.slice(0, dot)));
}

const noPageNames: ReadonlySet<string> = new Set([
  "robots.txt",
  "llms.txt",
  "llms-full.txt",
  "objects.inv",
  ".buildinfo",
  "security.txt",
  "humans.txt",
]);

/**
 * Endings that also name things which documentation writes pages about (`.yaml`, `.toml`, `.log`, `.sh`, `.ts`, `.net`,
 * `.ai`) are not here: a wrong guess costs a page, a request costs only a look at the content type.
 */
const noPageExtensions: ReadonlySet<string> = new Set(
  [
    "7z apk asc br bz2 cab crx deb dmg ear egg exe gem gz img iso jar lz4 lzma msi msix nupkg pkg rar rpm sig snap tar",
    "tbz tgz txz vsix war whl xpi xz zip zst",
    "apng avif bmp cur drawio eps gif heic icns ico jpeg jpg jxl png psd svg svgz tif tiff webp xcf",
    "aac aif aiff avi flac m4a m4v midi mkv mov mp3 mp4 mpeg mpg oga ogg ogv opus wav webm wma wmv",
    "css eot js json jsonl jsonld map mjs otf rss atom scss ttf wasm webmanifest woff woff2 xml xsd xsl",
    "azw3 chm csv djvu doc docm docx epub mobi odp ods odt pdf pps ppt pptx ps rtf tsv vsdx xls xlsm xlsx",
    "bin class dll dylib h5 ipynb npy npz o onnx parquet pickle pkl pyc safetensors sqlite swf",
  ].flatMap((line) => line.split(" ")),
);

/** `/guides/next.js` is a page about Next.js. */
const frameworkNames: ReadonlySet<string> = new Set(
  (
    "alpine angular astro backbone bun chart d3 deno discord electron ember express fastify gatsby hapi hono koa meteor " +
    "moment nest next node nuxt p5 pdf preact react remix require socket solid svelte three vite vue web3"
  ).split(" "),
);
