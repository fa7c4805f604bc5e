import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { buildGo, runGo } from "../../tests/cluster/build-go.ts";
import type { Definition } from "../../tests/cluster/install-crds.ts";
import { certManager } from "../../tests/cluster/versions.ts";

const { name, module, version } = certManager;

/** Path of a binary of its Issuers' controller; some minutes the first time. */
export function installCertManager(): string {
  return buildGo({
    name,
    version,
    source: join(import.meta.dirname, "cert-manager/main.go"),
    buildGoMod: () => `module contestant\n\ngo 1.26.0\n\nrequire ${module} ${version}\n`,
  });
}

/** As its module has them. */
export function readCertManagerCrds(): readonly Definition[] {
  const { Dir } = JSON.parse(runGo(tmpdir(), "mod", "download", "-json", `${module}@${version}`)) as { Dir: string };
  const file = join(Dir, "deploy/crds/cert-manager.io_issuers.yaml");
  return [parse(readFileSync(file, "utf8")) as Definition];
}
