import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** Layers stay from run to run, as a developer's would. */
const imageCache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "docsynapse", "images");

const storage = [
  `--root=${join(imageCache, "storage")}`,
  `--runroot=${join(imageCache, "run")}`,
  "--storage-driver=overlay",
];

/** Its output; what it says meanwhile goes to the terminal. */
export function buildah(...args: readonly string[]): string {
  const output = execFileSync("buildah", [...storage, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.trim();
}

const Images = z.array(z.object({ names: z.array(z.string()).nullable().default([]) }));

/** Whether the storage has an image of this full name. */
export function hasImage(name: string): boolean {
  return Images.parse(JSON.parse(buildah("images", "--json") || "[]")).some(({ names }) => names?.includes(name));
}

/** Those without a name on which no named one is built; what a container is made of stays. */
export function removeNamelessImages(): void {
  const containers = Containers.parse(JSON.parse(buildah("containers", "--json"))) ?? [];
  const used = new Set(containers.map(({ imageid }) => imageid));
  const nameless = buildah("images", "--quiet", "--no-trunc", "--filter=dangling=true").split("\n");
  const unused = nameless.map((line) => line.replace("sha256:", "")).filter((id) => id !== "" && !used.has(id));
  if (unused.length > 0) buildah("rmi", ...unused);
}

/** Null when there is none. */
const Containers = z.array(z.object({ imageid: z.string() })).nullable();

/** A container of `image` with its file system mounted, until it is disposed of. */
export class MountedImage implements Disposable {
  readonly root: string;
  readonly #container: string;

  constructor(image: string) {
    this.#container = buildah("from", "--pull-never", image);
    this.root = buildah("mount", this.#container);
  }

  [Symbol.dispose](): void {
    buildah("umount", this.#container);
    buildah("rm", this.#container);
  }
}
