import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/** Where npm put the package: some hold further manifests below, with a name and a version too. */
function findPackageFolder(file: string): string {
  const installed = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];
  if (installed === undefined) throw new Error(`${file} is in no package`);
  return installed;
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
