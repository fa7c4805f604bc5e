import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../cluster/server-cache.ts";
import { buildah, hasImage } from "./buildah.ts";

const project = join(import.meta.dirname, "../..");
/** What node's official image brings along; any version that installs the project would do. */
const npmVersion = "11.19.1";

/**
 * The base image that the Dockerfiles name, made here where no image registry is reached: Debian by mmdebstrap, node and
 * npm from their packages. It is tagged with the name in them, so the Dockerfiles are built as they are.
 */
export function ensureBaseImage(): string {
  const name = readBaseImageName();
  // Where a short name is looked for first.
  const full = `localhost/${name}`;
  if (hasImage(full)) return full;
  const debian = cached("debian-bookworm", bootstrapDebian);
  const npm = cached(`npm-${npmVersion}`, fetchNpm);
  const container = buildah("from", "scratch");
  buildah("add", "-q", container, join(debian, "debian.tar"), "/");
  buildah("copy", "-q", container, join(project, "node_modules/node/bin/node"), "/usr/local/bin/node");
  buildah("copy", "-q", container, join(npm, "package"), "/usr/local/lib/node_modules/npm");
  linkNpm(container);
  buildah("commit", "-q", "--rm", container, full);
  return full;
}

function readBaseImageName(): string {
  const files = readdirSync(project).filter((file) => file.startsWith("Dockerfile."));
  const names = files.map((file) => /^ARG NODE_IMAGE=(\S+)$/m.exec(readFileSync(join(project, file), "utf8"))?.[1]);
  const [name, ...others] = new Set(names);
  if (name === undefined || others.length > 0)
    throw new Error(`the Dockerfiles name several bases: ${names.join(", ")}`);
  return name;
}

/** From the machine's own package sources. */
function bootstrapDebian(folder: string): void {
  const sources = "/etc/apt/sources.list.d/debian.sources";
  const file = existsSync(sources) ? sources : "/etc/apt/sources.list";
  const without = ["doc", "man", "locale"].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const tar = join(folder, "debian.tar");
  execFileSync("mmdebstrap", ["--quiet", "--variant=minbase", ...without, "bookworm", tar, file], { stdio: "inherit" });
}

function fetchNpm(folder: string): void {
  execFileSync("npm", ["pack", "--silent", `npm@${npmVersion}`], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  execFileSync("tar", ["-xzf", `npm-${npmVersion}.tgz`], { cwd: folder });
}

function linkNpm(container: string): void {
  buildah(
    "run",
    "--isolation",
    "chroot",
    container,
    "--",
    "ln",
    "-s",
    "../lib/node_modules/npm/bin/npm-cli.js",
    "/usr/local/bin/npm",
  );
}
