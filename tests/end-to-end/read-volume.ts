import { randomBytes } from "node:crypto";
import { restrictedPod } from "./restricted-pod.ts";
import type { Story } from "./chart.ts";

/** Runs in a pod: everything of the newest snapshot, as JSON. */
const script = `
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const root = join(process.argv[1], "latest");
const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const read = (entry) => join(entry.parentPath, entry.name);
console.log(JSON.stringify(files.map((entry) => [read(entry).slice(root.length + 1), readFileSync(read(entry), "base64")])));
`;

/** Files of a DocSite's newest snapshot, read where people read them: from its volume, in a pod. */
export async function readVolume({ kubectl, cluster }: Story, namespace: string, site: string) {
  const name = `reader-${randomBytes(3).toString("hex")}`;
  const container = {
    name: "reader",
    image: cluster.images.crawler,
    command: ["node", "-e", script, `/docs/${namespace}/${site}`],
    volumeMounts: [{ name: "docs", mountPath: "/docs", readOnly: true }],
  };
  const volumes = [{ name: "docs", persistentVolumeClaim: { claimName: `${site}-docsynapse`, readOnly: true } }];
  const spec = restrictedPod(container, { restartPolicy: "Never", volumes });
  await kubectl.apply(namespace, { apiVersion: "v1", kind: "Pod", metadata: { name }, spec });
  await kubectl.run(
    "wait",
    "-n",
    namespace,
    `pod/${name}`,
    "--for=jsonpath={.status.phase}=Succeeded",
    "--timeout=60s",
  );
  const files = JSON.parse(await kubectl.run("logs", "-n", namespace, name)) as [string, string][];
  await kubectl.run("delete", "pod", "-n", namespace, name, "--wait=false");
  return toComparable(files);
}

/** What is a function of the site's bytes and the plan: everything but times and reports. */
export function toComparable(files: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  const kept = [...files].filter(([name]) => !/^(site\.json|report\.(json|html)|changes\.json)$/.test(name));
  return new Map(kept.sort(([left], [right]) => (left < right ? -1 : 1)));
}
