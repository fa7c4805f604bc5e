import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { installKubectl } from "../cluster/install-kubectl.ts";

export const chart = join(import.meta.dirname, "../../charts/docsynapse");
export const profiles = ["dev", "staging", "production", "self-hosted"] as const;
export const profileFile = (name: string): string => join(chart, `profiles/${name}.yaml`);

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // What is looked at differs by kind; each test names the shape that it expects.
  readonly spec?: unknown;
}

/** The kinds of the Prometheus operator are installed nowhere here. */
export const isOfKubernetes = ({ apiVersion }: KubernetesObject): boolean =>
  !apiVersion.startsWith("monitoring.coreos.com/");

/** `helm` with these arguments; its output whatever came of it. */
export function helm(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(installKubectl().helm, args, { encoding: "utf8", maxBuffer: 2 ** 24 });
  return { status, output: stdout + stderr };
}

/** What an installation into namespace `docs` with these `--set` values and flags consists of. */
export function render(values: Readonly<Record<string, string>> = {}, ...flags: readonly string[]): KubernetesObject[] {
  const { status, output } = renderText(values, ...flags);
  if (status !== 0) throw new Error(output);
  return parseAllDocuments(output)
    .map((document): unknown => document.toJS())
    .filter((object): object is KubernetesObject => object !== null);
}

export function renderText(values: Readonly<Record<string, string>> = {}, ...flags: readonly string[]) {
  const sets = Object.entries(values).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
  return helm("template", "docsynapse", chart, "--namespace", "docs", ...sets, ...flags);
}

export function find(objects: readonly KubernetesObject[], kind: string, name = ""): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name.includes(name));
  if (found === undefined) throw new Error(`no ${kind} ${name} is rendered`);
  return found;
}
