import { cpSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { rolldown, type Plugin } from "rolldown";
import { readPackages } from "./bundled-packages.ts";
import { buildBom, buildLicenses } from "./bill-of-materials.ts";

/**
 * `node build/bundle.ts operator|crawler|cli [folder]`: one program as plain JavaScript in dist/<program>/, with the list
 * of what went into it. Node reads a few files instead of hundreds, and strips no types. The first two are for images; the
 * command line's is used by `cli/docsynapse.js` as long as it is of the sources that are there.
 */
const root = resolve(import.meta.dirname, "..");
const programs = ["operator", "crawler", "cli"];
const [program = "", wantedFolder] = process.argv.slice(2);
if (!programs.includes(program)) {
  process.stderr.write(`usage: node build/bundle.ts ${programs.join("|")} [folder]\n`);
  process.exit(78);
}
/** These read files beside their own, so they stay as they are; they go with the images that have a use for them. */
const wholePackages = ["playwright-core"];
const folder = resolve(root, wantedFolder ?? join("dist", program));
const packagesFolder = `${folder}-packages`;
for (const each of [folder, packagesFolder]) rmSync(each, { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: resolve(root, program, "main.ts") },
  cwd: root,
  platform: "node",
  external: wholePackages,
  plugins: [bundleThreads()],
  // Its thousand generated models register nothing: what nobody imports can go, and with it a third of the bundle.
  treeshake: { moduleSideEffects: [{ test: /@kubernetes\/client-node/, sideEffects: false }] },
  logLevel: "warn",
});
const { output } = await bundle.write({
  dir: folder,
  format: "esm",
  entryFileNames: "[name].js",
  // Flat, so that a chunk finds a thread beside it; hashed, so that equal sources make equal files.
  chunkFileNames: "[name]-[hash].js",
  // Node keeps the source in memory: blanks go. Names stay, because they are in stack traces.
  minify: { compress: false, mangle: false, codegen: true },
  comments: { legal: true, annotation: false, jsdoc: false },
});
const chunks = output.filter((file) => file.type === "chunk");
const moduleIds = chunks.flatMap((chunk) => chunk.moduleIds);
const wholeFolders = program === "cli" ? [] : copyWholePackages();
const packages = readPackages([...moduleIds, ...wholeFolders.map((each) => resolve(each, "package.json"))], root);
writeFileSync(resolve(folder, "package.json"), `${JSON.stringify({ type: "module" })}\n`);
writeFileSync(resolve(folder, "sbom.cdx.json"), `${JSON.stringify(buildBom(program, packages), null, 2)}\n`);
writeFileSync(resolve(folder, "third-party-licenses.txt"), buildLicenses(packages));
if (program === "cli") writeSources();
process.stdout.write(`dist/${program}: ${output.length} files, ${packages.length} packages\n`);

function copyWholePackages(): readonly string[] {
  const whole = wholePackages.filter((name) =>
    chunks.some(({ imports, dynamicImports }) => [...imports, ...dynamicImports].includes(name)),
  );
  const folders = whole.map((name) => resolve(root, "node_modules", name));
  mkdirSync(packagesFolder);
  for (const each of folders) cpSync(each, each.replace(root, packagesFolder), { recursive: true });
  return folders;
}

/** What the bundle is made of: it is out of date once one of these has another size or time. */
function writeSources(): void {
  const own = moduleIds.filter((id) => id.startsWith(root) && !id.includes("node_modules"));
  const sources = [...own.map((id) => relative(root, id)), "package-lock.json"].map((path) => {
    const { size, mtimeMs } = statSync(resolve(root, path));
    return { path, size, mtimeMs };
  });
  writeFileSync(resolve(folder, "sources.json"), `${JSON.stringify(sources)}\n`);
}

/** `new Worker(new URL("./x.ts", import.meta.url))` names a file of its own: it becomes an entry beside the others. */
function bundleThreads(): Plugin {
  const thread = /new URL\("(\.\.?\/[^"]+)\.ts", import\.meta\.url\)/g;
  return {
    name: "threads",
    transform(code, id) {
      if (!id.endsWith(".ts") || !code.includes("import.meta.url")) return undefined;
      return code.replace(thread, (_, path: string) => {
        const fileName = `${basename(path)}.js`;
        this.emitFile({ type: "chunk", id: resolve(id, "..", `${path}.ts`), fileName });
        return `new URL("./${fileName}", import.meta.url)`;
      });
    },
  };
}
