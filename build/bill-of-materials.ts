import packageJson from "../package.json" with { type: "json" };
import type { BundledPackage } from "./bundled-packages.ts";

/** CycloneDX 1.6, without serial number and time: equal sources give equal bytes. */
export function buildBom(program: string, packages: readonly BundledPackage[]) {
  const { version, license } = packageJson;
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", name: `docsynapse-${program}`, version, licenses: toLicenses(license) },
    },
    components: packages.map((bundled) => ({
      type: "library",
      "bom-ref": toPurl(bundled),
      name: bundled.name,
      version: bundled.version,
      purl: toPurl(bundled),
      licenses: toLicenses(bundled.license),
    })),
  };
}

const toLicenses = (expression: string) => [{ expression }];

/** https://github.com/package-url/purl-spec: the scope's @ is escaped. */
const toPurl = ({ name, version }: BundledPackage): string => `pkg:npm/${name.replace("@", "%40")}@${version}`;

/** What the packages' licences ask to go along with their code. */
export function buildLicenses(packages: readonly BundledPackage[]): string {
  return packages
    .map(({ name, version, license, notices }) => [`${name} ${version} (${license})`, ...notices].join("\n\n"))
    .join(`\n\n${"-".repeat(80)}\n\n`)
    .concat("\n");
}
