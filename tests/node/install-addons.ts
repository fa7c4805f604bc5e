import { join } from "node:path";
import { buildGo } from "../cluster/build-go.ts";
import { coreDns, metricsServer, pause } from "../cluster/versions.ts";

interface Addon {
  readonly name: string;
  readonly version: string;
  readonly module?: string;
}

/** Paths of the programs that run in the node's pods, built from Go modules: some four minutes the first time. */
export function installAddons() {
  return { coreDns: install(coreDns), metricsServer: install(metricsServer), pause: install(pause) };
}

function install({ name, version, module }: Addon): string {
  const required = module === undefined ? "" : `\nrequire ${module} ${version}\n`;
  const source = join(import.meta.dirname, "go", name, "main.go");
  return buildGo({ name, version, source, buildGoMod: () => `module addon\n\ngo 1.25.0\n${required}` });
}
