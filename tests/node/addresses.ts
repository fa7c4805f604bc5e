import { execFileSync } from "node:child_process";
import type { SandboxNetwork } from "./sandbox.ts";

export const serviceRange = "10.96.0.0/16";
export const podRange = "10.244.0.0/16";
export const nodePodRange = "10.244.0.0/24";
export const apiServiceAddress = "10.96.0.1";
export const dnsAddress = "10.96.0.10";

const maxNodes = 256;

/** A network of two addresses that the machine has no other use for: nodes may run beside each other. */
export function chooseNetwork(): SandboxNetwork {
  const used = execFileSync("ip", ["-oneline", "-4", "address"], { encoding: "utf8" });
  for (let index = 0; index < maxNodes; index++) {
    if (used.includes(` 10.250.${index}.`)) continue;
    return { address: `10.250.${index}.1`, gateway: `10.250.${index}.2`, wire: `docsynapse${index}` };
  }
  throw new Error("all of 10.250.0.0/16 is in use: see `ip address`");
}
