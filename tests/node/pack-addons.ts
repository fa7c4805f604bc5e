import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { coreDns, metricsServer, pause } from "../cluster/versions.ts";
import { buildah, hasImage } from "../images/buildah.ts";
import { installAddons } from "./install-addons.ts";

export interface PackedImage {
  /** In buildah's storage. */
  readonly image: string;
  /** As manifests name it. */
  readonly name: string;
}

/** The programs that a cluster has in pods of its own, each alone in an image. */
export function packAddons(): readonly PackedImage[] {
  const addons = installAddons();
  return [
    { image: packBinary(addons.pause), name: `registry.k8s.io/pause:${pause.version}` },
    { image: packBinary(addons.coreDns), name: `registry.k8s.io/coredns/coredns:${coreDns.version}` },
    {
      image: packBinary(addons.metricsServer),
      name: `registry.k8s.io/metrics-server/metrics-server:${metricsServer.version}`,
    },
  ];
}

/** A static binary on an empty file system; packed once, by the name of its folder in the cache. */
export function packBinary(file: string): string {
  const key = createHash("sha256")
    .update(basename(dirname(file)))
    .digest("hex")
    .slice(0, 12);
  const image = `localhost/docsynapse-test/${basename(file)}:${key}`;
  if (hasImage(image)) return image;
  const container = buildah("from", "scratch");
  buildah("add", "-q", container, file, `/${basename(file)}`);
  buildah("config", "--entrypoint", JSON.stringify([`/${basename(file)}`]), container);
  buildah("commit", "-q", "--rm", container, image);
  return image;
}
