import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { buildah, removeNamelessImages } from "./buildah.ts";

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

/**
 * Builds from the Dockerfiles as people do, with the machine's certificates and npm settings as secrets. What is nameless
 * afterwards goes: images that a name stood for before, and layers of sources as they were then.
 */
export function buildImage(image: ImageBuild): void {
  for (const stage of findStages(image.file)) build(stage);
  build(image);
  removeNamelessImages();
}

/** What images are copied together from. By a name of its own each stays, with its layers, for the next build. */
function findStages(file: string): readonly ImageBuild[] {
  const lines = readFileSync(join(project, file), "utf8").matchAll(/^FROM \S*NODE_IMAGE\S* AS (\S+)$/gm);
  const kind = file.replace("Dockerfile.", "");
  return [...lines].map(([, target = ""]) => ({ file, target, name: `docsynapse-test/${kind}-stage:${target}` }));
}

function build({ file, target, name }: ImageBuild): void {
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
