import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { stringify } from "yaml";
import { installKubectl } from "../cluster/install-kubectl.ts";

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** kubectl and helm at one cluster, as people type them. */
export class Kubectl {
  readonly kubeconfigFile: string;

  constructor(kubeconfigFile: string) {
    this.kubeconfigFile = kubeconfigFile;
  }

  /** Its output, whatever came of it. */
  async try(args: readonly string[], input = ""): Promise<Outcome> {
    return await run(installKubectl().kubectl, ["--kubeconfig", this.kubeconfigFile, ...args], input);
  }

  /** Its output. @throws Error with kubectl's words when it fails */
  async run(...args: readonly string[]): Promise<string> {
    return mustSucceed(`kubectl ${args.join(" ")}`, await this.try(args));
  }

  async apply(namespace: string, ...objects: readonly object[]): Promise<string> {
    const input = objects.map((object) => stringify(object)).join("---\n");
    return mustSucceed("kubectl apply", await this.try(["apply", "--namespace", namespace, "-f", "-"], input));
  }

  async get<Shape>(namespace: string, ...args: readonly string[]): Promise<Shape> {
    return JSON.parse(await this.run("get", "--namespace", namespace, "-o", "json", ...args)) as Shape;
  }

  async helm(...args: readonly string[]): Promise<string> {
    const outcome = await run(installKubectl().helm, [...args, "--kubeconfig", this.kubeconfigFile], "");
    return mustSucceed(`helm ${args.join(" ")}`, outcome);
  }
}

async function run(file: string, args: readonly string[], input: string): Promise<Outcome> {
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "pipe"] });
  const closed = once(child, "close");
  // A command that ends before it has read everything.
  child.stdin.on("error", () => undefined).end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await closed) as [number | null];
  return { status, output: status === 0 ? stdout : stdout + stderr };
}

function mustSucceed(command: string, { status, output }: Outcome): string {
  if (status !== 0) throw new Error(`${command} failed: ${output.trim()}`);
  return output;
}
