import type { LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { embeddedIpv4 } from "./embedded-ipv4.ts";

/**
 * Keeps foreign links from reaching what only this machine or cluster can see (server-side request forgery). It
 * judges the address that the socket will use, not the name, so that a name which changes its address gains nothing.
 */
export interface AddressGuard {
  /** Undefined when the host is a name, or an address that may be contacted. */
  refuseLiteral(host: string): AddressRefused | undefined;
  /** A DNS lookup that answers with permitted addresses only, or fails with `AddressRefused`. */
  readonly lookup: LookupFunction;
}

/** `public`, or what is special about the address, in words that fit "a ... address". */
export type AddressClass = string;

export class AddressRefused extends Error {
  readonly host: string;
  readonly addressClass: AddressClass;

  constructor(host: string, addressClass: AddressClass) {
    super(`${host} leads to a ${addressClass} address, ${remedyFor(addressClass)}`);
    this.name = "AddressRefused";
    this.host = host;
    this.addressClass = addressClass;
  }
}

export function createAddressGuard(resolve: LookupFunction, allowPrivateAddresses: boolean): AddressGuard {
  const isPermitted = (addressClass: AddressClass): boolean =>
    addressClass === "public" || (allowPrivateAddresses && addressClass !== METADATA && addressClass !== UNREADABLE);
  return {
    refuseLiteral(host) {
      if (isIP(host) === 0) return undefined;
      const addressClass = classifyAddress(host);
      return isPermitted(addressClass) ? undefined : new AddressRefused(host, addressClass);
    },
    lookup: (hostname, options, callback) => {
      resolve(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, []);
        const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
        const permitted = addresses.filter(({ address }) => isPermitted(classifyAddress(address)));
        const [first] = permitted;
        if (first === undefined) return callback(refuseAll(hostname, addresses), []);
        return options.all === true ? callback(null, permitted) : callback(null, first.address, first.family);
      });
    },
  };
}

/**
 * With a proxy the connection is the proxy's: it resolves the name, so only what the URL itself shows can be judged
 * here. That a name leads to a private address must be refused by the proxy.
 */
export function refuseBehindProxy(guard: AddressGuard, hostname: string): AddressRefused | undefined {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isLocalhost = /^(?:.*\.)?localhost\.?$/.test(host);
  const refused = guard.refuseLiteral(isLocalhost ? "127.0.0.1" : host);
  return refused === undefined ? undefined : new AddressRefused(hostname, refused.addressClass);
}

/** What kind of address this is; everything that is not known to be public is refused. */
export function classifyAddress(text: string): AddressClass {
  const address = readAddress(text);
  if (address === undefined) return UNREADABLE;
  const embedded = embeddedIpv4(address);
  if ([address, ...embedded].some(isMetadata)) return METADATA;
  if (address.kind() === "ipv6" && embedded[0] !== undefined && reachesEmbedded(address as ipaddr.IPv6)) {
    return nameRange(embedded[0]);
  }
  return nameRange(address);
}

const METADATA = "cloud metadata";
const UNREADABLE = "unreadable";

/** Services that hand credentials to whoever can reach them; some are outside every special range. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set([
  "169.254.169.254", // AWS, Google Cloud, Azure, and most others
  "169.254.170.2", // AWS ECS
  "169.254.170.23", // AWS EKS
  "100.100.100.200", // Alibaba Cloud
  "168.63.129.16", // Azure
  "192.0.0.192", // Oracle Cloud
  "fd00:ec2::254", // AWS
  "fd00:ec2::23", // AWS EKS
  "fd20:ce::254", // Google Cloud
]);

const RANGE_NAMES: Readonly<Record<string, string>> = {
  unicast: "public",
  linkLocal: "link-local",
  carrierGradeNat: "carrier-grade NAT",
  uniqueLocal: "unique local",
  deprecatedSiteLocal: "site-local",
  rfc6052: "NAT64",
  teredo: "Teredo",
  ipv4Mapped: "IPv4-mapped",
};

const GLOBAL_UNICAST: [ipaddr.IPv6, number] = ipaddr.IPv6.parseCIDR("2000::/3");

function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  // ipaddr.js takes ::1.2.3.4 for ::ffff:1.2.3.4, which is another address.
  const exact = text.replace(/^::(?=\d+\.)/, "0::");
  return ipaddr.IPv6.isValid(exact) ? ipaddr.IPv6.parse(exact) : undefined;
}

function isMetadata(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return METADATA_ADDRESSES.has(address.toString());
}

/**
 * These two lead to the IPv4 host that they hold, and the second is how a cluster with IPv6 only reaches the public
 * IPv4 sites (DNS64), so that host is judged. The other ways to embed IPv4 are history and are refused as they are.
 */
function reachesEmbedded(address: ipaddr.IPv6): boolean {
  return address.isIPv4MappedAddress() || address.match(ipaddr.IPv6.parse("64:ff9b::"), 96);
}

function nameRange(address: ipaddr.IPv4 | ipaddr.IPv6): AddressClass {
  const range: string = address.range();
  const isAssigned = address.kind() === "ipv4" || (address as ipaddr.IPv6).match(GLOBAL_UNICAST);
  return range === "unicast" && !isAssigned ? "reserved" : (RANGE_NAMES[range] ?? range);
}

function refuseAll(hostname: string, addresses: readonly LookupAddress[]): Error {
  const [first] = addresses;
  if (first !== undefined) return new AddressRefused(hostname, classifyAddress(first.address));
  return Object.assign(new Error("no address"), { code: "ENOTFOUND" });
}

function remedyFor(addressClass: AddressClass): string {
  return addressClass === METADATA || addressClass === UNREADABLE
    ? "which is never fetched"
    : "refused unless --allow-private-addresses (network.allowPrivateAddresses) is set";
}
