import ipaddr from "ipaddr.js";

/** Whether a URL's host name is by its very text the machine itself: localhost, 127.0.0.0/8, ::1. Resolves nothing. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  const address = name.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "loopback";
}
