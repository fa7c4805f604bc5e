import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { startNode } from "../node/node.ts";
import type { PackedImage } from "../node/pack-addons.ts";
import { pushImage, toRepository } from "../node/push-image.ts";
import { findMissing } from "../node/requirements.ts";
import { buildImages } from "./build-images.ts";
import type { ImageName, ProvidedCluster } from "./provided-cluster.ts";

interface OpenCluster extends AsyncDisposable {
  readonly provided: ProvidedCluster;
}

type Images = Readonly<Record<ImageName, PackedImage>>;

/**
 * A cluster with our images: by default a node of this machine's own, made and removed here. Where
 * DOCSYNAPSE_TEST_KUBECONFIG names one, the images go to the registry DOCSYNAPSE_TEST_REGISTRY, such as
 * `registry.example.org/tests` (with `http://` before it: in the clear), from which its nodes must be able to pull. Says why when there can be none.
 */
export async function openCluster(tell: (step: string) => void): Promise<OpenCluster | string> {
  const { DOCSYNAPSE_TEST_KUBECONFIG: kubeconfigFile, DOCSYNAPSE_TEST_REGISTRY: registry } = process.env;
  const missing = findMissing();
  if (missing !== undefined) return missing;
  if (kubeconfigFile !== undefined && registry === undefined) {
    throw new Error(
      "DOCSYNAPSE_TEST_REGISTRY: name a registry that the cluster of DOCSYNAPSE_TEST_KUBECONFIG pulls from",
    );
  }
  tell("building the images");
  const images = await buildImages(readChartVersion());
  return kubeconfigFile === undefined
    ? await openNode(images, tell)
    : openExisting(images, kubeconfigFile, registry ?? "");
}

async function openNode(images: Images, tell: (step: string) => void): Promise<OpenCluster> {
  const node = await startNode(tell);
  tell("pushing the images");
  for (const { image, name } of Object.values(images)) pushImage(image, node.registry, name, "plain");
  const provided = {
    kubeconfigFile: node.kubectl.kubeconfigFile,
    enter: node.sandbox.enter(),
    registry: node.registry,
    images: mapNames(images, (name) => name),
  };
  return { provided, [Symbol.asyncDispose]: () => node[Symbol.asyncDispose]() };
}

function openExisting(images: Images, kubeconfigFile: string, registry: string): OpenCluster {
  const [, scheme, where = ""] = /^(http:\/\/)?(.*)$/.exec(registry) ?? [];
  const transport = scheme === undefined ? "tls" : "plain";
  for (const { image, name } of Object.values(images)) pushImage(image, where, name, transport);
  const inRegistry = (name: string): string => `${where}/${toRepository(name)}`;
  const provided = { kubeconfigFile, enter: undefined, registry: undefined, images: mapNames(images, inRegistry) };
  return { provided, [Symbol.asyncDispose]: () => Promise.resolve() };
}

function mapNames(images: Images, map: (name: string) => string): Record<ImageName, string> {
  return {
    operator: map(images.operator.name),
    nextOperator: map(images.nextOperator.name),
    browser: map(images.browser.name),
    crawler: map(images.crawler.name),
    nats: map(images.nats.name),
    site: map(images.site.name),
    s3: map(images.s3.name),
  };
}

function readChartVersion(): string {
  const file = join(import.meta.dirname, "../../charts/docsynapse/Chart.yaml");
  return z.object({ appVersion: z.string() }).parse(parse(readFileSync(file, "utf8"))).appVersion;
}
