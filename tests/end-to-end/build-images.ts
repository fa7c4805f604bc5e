import { join } from "node:path";
import { ensureBaseImage } from "../images/base-image.ts";
import { buildah } from "../images/buildah.ts";
import { buildImage, images } from "../images/build-images.ts";
import { packBinary, type PackedImage } from "../node/pack-addons.ts";
import { goBinary } from "../servers/go-binary.ts";
import { natsServer, versitygw } from "../servers/server-commands.ts";
import type { ImageName } from "./provided-cluster.ts";
import { writeSite } from "./site/write-site.ts";

/** Ours as the Dockerfiles make them, under the names that the chart uses, and what the stories need beside them. */
export async function buildImages(chartVersion: string): Promise<Readonly<Record<ImageName, PackedImage>>> {
  ensureBaseImage();
  const operator = { ...images.operator, name: "docsynapse/operator:end-to-end" };
  const crawler = { ...images.http, name: "docsynapse/crawler:end-to-end" };
  const browser = { ...images.browser, name: "docsynapse/crawler:end-to-end-browser" };
  for (const image of [operator, crawler, browser]) buildImage(image);
  return {
    operator: { image: operator.name, name: `docsynapse/operator:${chartVersion}` },
    nextOperator: { image: buildNext(operator.name), name: `docsynapse/operator:${chartVersion}-next` },
    browser: { image: browser.name, name: `docsynapse/crawler:${chartVersion}-browser` },
    crawler: { image: crawler.name, name: `docsynapse/crawler:${chartVersion}` },
    nats: { image: packBinary(await goBinary(natsServer)), name: `nats:${natsServer.version.slice(1)}` },
    site: { image: await buildSite(crawler.name), name: "docsynapse-test/site:1" },
    s3: { image: packBinary(await goBinary(versitygw)), name: `versity/versitygw:${versitygw.version}` },
  };
}

/** The same program as another image, as the next release would be. */
function buildNext(base: string): string {
  const image = "localhost/docsynapse-test/operator:next";
  const container = buildah("from", "--pull-never", base);
  buildah("config", "--label", "org.opencontainers.image.version=next", container);
  buildah("commit", "-q", "--rm", container, image);
  return image;
}

/** The documentation site, served by the Node that the crawler's image has anyway. */
async function buildSite(base: string): Promise<string> {
  await using site = await writeSite();
  const image = "localhost/docsynapse-test/site:1";
  const container = buildah("from", "--pull-never", base);
  buildah("add", "-q", container, site.folder, "/site");
  buildah("add", "-q", container, join(import.meta.dirname, "site/serve.ts"), "/server/serve.ts");
  buildah("config", "--entrypoint", JSON.stringify(["node", "/server/serve.ts"]), "--cmd", "", container);
  buildah("commit", "-q", "--rm", container, image);
  return image;
}
