import { isIP } from "node:net";
import { classifyAddress } from "../crawler/fetch/address-guard.ts";
import { isLoopbackHost } from "../operator/loopback-host.ts";
import { UsageError } from "./usage-error.ts";

/** Refuses, before anything is fetched, a URL whose host is by its text loopback or private. */
export function checkAddresses(urls: readonly URL[], remedy: string): void {
  for (const { hostname, href } of urls) {
    const address = hostname.replace(/^\[|\]$/g, "");
    const kind = isLoopbackHost(hostname) ? "loopback" : isIP(address) > 0 ? classifyAddress(address) : "public";
    if (kind !== "public")
      throw new UsageError(`${href} is at a ${kind} address, which is refused by default; ${remedy}`);
  }
}
