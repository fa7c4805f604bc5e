import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { buildah } from "./buildah.ts";

const project = join(import.meta.dirname, "../..");

export interface ImageBuild {
  readonly file: string;
  readonly target: string | undefined;
  readonly name: string;
}

export const images = {
  operator: { file: "Dockerfile.operator", target: undefined, name: "docsynapse/operator:test" },
  http: { file: "Dockerfile.crawler", target: "http", name: "docsynapse/crawler:test" },
  browser: { file: "Dockerfile.crawler", target: "browser", name: "docsynapse/crawler:test-browser" },
} as const satisfies Record<string, ImageBuild>;

/** Builds from the Dockerfiles as people do, with the machine's certificates and npm settings as secrets. */
export function buildImage({ file, target, name }: ImageBuild): void {
  const secrets = {
    ca: process.env["NODE_EXTRA_CA_CERTS"] ?? "",
    npmrc: process.env["NPM_CONFIG_USERCONFIG"] ?? join(homedir(), ".npmrc"),
  };
  const given = Object.entries(secrets).filter(([, path]) => existsSync(path));
  buildah(
    "build",
    "--layers",
    "--force-rm",
    "--pull-never",
    "--isolation=chroot",
    "--quiet",
    "--format=docker",
    "--timestamp=0",
    `--file=${join(project, file)}`,
    `--tag=${name}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...given.flatMap(([id, path]) => `--secret=id=${id},src=${path}`),
    project,
  );
}
