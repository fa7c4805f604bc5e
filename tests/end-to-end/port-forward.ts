import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { installKubectl } from "../cluster/install-kubectl.ts";

export interface Forward extends AsyncDisposable {
  /** On loopback. */
  readonly port: number;
}

/** A way from here to a Service, such as `service/s3`, until it is disposed of. */
export async function forwardPort(
  kubeconfigFile: string,
  namespace: string,
  to: string,
  port: number,
): Promise<Forward> {
  const args = ["--kubeconfig", kubeconfigFile, "port-forward", "-n", namespace, to, `:${port}`, "--address=127.0.0.1"];
  const child = spawn(installKubectl().kubectl, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [line] = (await Promise.race([once(createInterface(child.stdout), "line"), ended])) as [unknown];
  const local = /127\.0\.0\.1:(\d+)/.exec(String(line))?.[1];
  if (local === undefined) throw new Error(`kubectl port-forward ${to} did not start: ${String(line)}`);
  return {
    port: Number(local),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}
