import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package says. */
  readonly license: string;
  /** Text of its licence and notice files. */
  readonly notices: readonly string[];
}

const Manifest = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]).optional(),
});

const noticeFile = /^(licen[cs]e|notice|copying)([-.].*)?$/i;

/** The packages of these modules, by name and version; the project's own modules belong to none. */
export function readPackages(moduleIds: readonly string[], root: string): readonly BundledPackage[] {
  const folders = new Set(
    moduleIds
      .map((id) => id.replace(/^\0/, "").replace(/\?.*$/, ""))
      .filter((id) => id.startsWith(join(root, "node_modules")))
      .map(findPackageFolder),
  );
  return [...folders].map(readPackage).toSorted((a, b) => compare(identify(a), identify(b)));
}

const identify = ({ name, version }: BundledPackage): string => `${name}@${version}`;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** The nearest folder whose manifest has a version: some packages hold nameless manifests that only set a type. */
function findPackageFolder(file: string): string {
  let folder = dirname(file);
  while (!isPackage(folder)) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${file} is in no package`);
    folder = parent;
  }
  return folder;
}

function isPackage(folder: string): boolean {
  const file = join(folder, "package.json");
  return existsSync(file) && readManifest(file).version !== undefined;
}

function readManifest(file: string): z.infer<typeof Manifest> {
  return Manifest.parse(JSON.parse(readFileSync(file, "utf8")));
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license } = readManifest(join(folder, "package.json"));
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (file) => file.isFile() && noticeFile.test(file.name),
  );
  return {
    name: name ?? "",
    version: version ?? "",
    license: license ?? "NOASSERTION",
    notices: files.map((file) => readFileSync(join(folder, file.name), "utf8").trim()),
  };
}
