import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import * as fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, test } from "vitest";
import { AddressRefused, classifyAddress, createAddressGuard } from "./address-guard.ts";

describe("classifyAddress", () => {
  test.each([
    ["8.8.8.8", "public"],
    ["2606:4700:4700::1111", "public"],
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["::1", "loopback"],
    ["10.0.0.1", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.1", "public"],
    ["192.168.1.1", "private"],
    ["169.254.1.1", "link-local"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local"],
    ["100.64.0.1", "carrier-grade NAT"],
    ["100.127.255.255", "carrier-grade NAT"],
    ["100.128.0.1", "public"],
    ["224.0.0.1", "multicast"],
    ["ff02::1", "multicast"],
    ["255.255.255.255", "broadcast"],
    ["240.0.0.1", "reserved"],
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["::", "unspecified"],
    ["198.18.0.1", "reserved"],
    ["192.0.2.1", "reserved"],
    ["198.51.100.1", "reserved"],
    ["203.0.113.1", "reserved"],
    ["192.0.0.1", "reserved"],
    ["2001:db8::1", "reserved"],
    ["3fff::1", "reserved"],
    ["2001:2::1", "benchmarking"],
    ["fc00::1", "unique local"],
    ["fd12:3456::1", "unique local"],
    ["fec0::1", "site-local"],
    ["100::1", "discard"],
    ["4000::1", "reserved"],
    ["169.254.169.254", "cloud metadata"],
    ["169.254.170.2", "cloud metadata"],
    ["100.100.100.200", "cloud metadata"],
    ["168.63.129.16", "cloud metadata"],
    ["fd00:ec2::254", "cloud metadata"],
    ["::ffff:10.0.0.1", "private"],
    ["::ffff:7f00:1", "loopback"],
    ["::ffff:8.8.8.8", "public"],
    ["::ffff:169.254.169.254", "cloud metadata"],
    ["::127.0.0.1", "reserved"],
    ["::8.8.8.8", "reserved"],
    ["::169.254.169.254", "cloud metadata"],
    ["64:ff9b::8.8.8.8", "public"],
    ["64:ff9b::10.0.0.1", "private"],
    ["64:ff9b::a9fe:a9fe", "cloud metadata"],
    ["64:ff9b:1::8.8.8.8", "NAT64"],
    ["64:ff9b:1:a9fe:a9:fe00::", "cloud metadata"],
    ["2002:a00:1::1", "6to4"],
    ["2002:a9fe:a9fe::1", "cloud metadata"],
    ["2001:0:4136:e378:8000:63bf:f5ff:fffe", "Teredo"],
    ["2001::5601:5601", "cloud metadata"],
    ["127.1", "unreadable"],
    ["0177.0.0.1", "unreadable"],
    ["example.com", "unreadable"],
    ["", "unreadable"],
  ])("takes %s for a %s address", (address, expected) => {
    expect(classifyAddress(address)).toBe(expected);
  });

  test("judges an IPv4 address written as a mapped one like the address itself", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const mapped = ipaddr.IPv4.parse(address).toIPv4MappedAddress().toString();
        expect(classifyAddress(mapped)).toBe(classifyAddress(address));
      }),
    );
  });

  test("calls nothing outside 2000::/3 public unless it stands for a public IPv4 address", () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const isGlobal = /^[23][\da-f]{3}:/i.test(address);
        const standsForIpv4 = /^(::ffff:|0{0,4}64:ff9b:|0*:|:)/i.test(address);
        expect(isGlobal || standsForIpv4 || classifyAddress(address) !== "public").toBe(true);
      }),
    );
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof classifyAddress(text)).toBe("string");
      }),
    );
  });
});

describe("refuseLiteral", () => {
  test("lets names pass: the lookup judges them", () => {
    expect(createAddressGuard(answering([]), false).refuseLiteral("example.com")).toBeUndefined();
  });

  test("refuses a private address and says what to set", () => {
    const refused = createAddressGuard(answering([]), false).refuseLiteral("10.1.2.3");

    expect(refused?.message).toBe(
      "10.1.2.3 leads to a private address, refused unless --allow-private-addresses " +
        "(network.allowPrivateAddresses) is set",
    );
  });

  test("lets private addresses pass where they are allowed, but never cloud metadata", () => {
    const guard = createAddressGuard(answering([]), true);

    expect(guard.refuseLiteral("10.1.2.3")).toBeUndefined();
    expect(guard.refuseLiteral("::1")).toBeUndefined();
    expect(guard.refuseLiteral("169.254.169.254")).toBeInstanceOf(AddressRefused);
    expect(guard.refuseLiteral("::ffff:a9fe:a9fe")).toBeInstanceOf(AddressRefused);
  });
});

describe("lookup", () => {
  test("answers with the permitted addresses only", async () => {
    const addresses = await resolveAll(["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1"], false);

    expect(addresses).toEqual(["8.8.8.8", "2606:4700::1"]);
  });

  test("fails when no address is permitted, naming the host and not the address", async () => {
    await expect(resolveAll(["10.0.0.1", "::1"], false)).rejects.toThrow(/^docs\.test leads to a private address/);
  });

  test("refuses cloud metadata even where private addresses are allowed", async () => {
    await expect(resolveAll(["169.254.169.254"], true)).rejects.toThrow(/cloud metadata address, which is never/);
  });

  test("gives one address to a caller that wants one", async () => {
    const guard = createAddressGuard(answering(["10.0.0.1", "8.8.8.8"]), false);

    const answer = await new Promise((resolve) => {
      guard.lookup("docs.test", {}, (_error, address, family) => resolve([address, family]));
    });

    expect(answer).toEqual(["8.8.8.8", 4]);
  });

  test("passes DNS errors on", async () => {
    await expect(resolveWith(failing, false)).rejects.toMatchObject({ code: "ENOTFOUND" });
  });

  test("takes an empty answer for an unknown name", async () => {
    await expect(resolveAll([], false)).rejects.toMatchObject({ code: "ENOTFOUND" });
  });
});

const failing: LookupFunction = (_hostname, _options, callback) =>
  callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);

function answering(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return (_hostname, _options, callback) => callback(null, found);
}

function resolveAll(addresses: readonly string[], allowPrivate: boolean): Promise<string[]> {
  return resolveWith(answering(addresses), allowPrivate);
}

function resolveWith(lookup: LookupFunction, allowPrivate: boolean): Promise<string[]> {
  return new Promise((resolve, reject) => {
    createAddressGuard(lookup, allowPrivate).lookup("docs.test", { all: true }, (error, found) => {
      if (error === null) resolve((found as LookupAddress[]).map(({ address }) => address));
      else reject(error);
    });
  });
}
