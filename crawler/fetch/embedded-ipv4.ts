import ipaddr from "ipaddr.js";

/** The IPv4 addresses that an IPv6 address can stand for; several where the form cannot be told. */
export function embeddedIpv4(address: ipaddr.IPv4 | ipaddr.IPv6): readonly ipaddr.IPv4[] {
  if (address.kind() === "ipv4") return [];
  const bytes = address.toByteArray();
  return FORMS.filter(({ prefix }) => (address as ipaddr.IPv6).match(prefix)).map(
    ({ positions, inverted }) => new ipaddr.IPv4(positions.map((at) => (bytes[at] ?? 0) ^ (inverted ? 0xff : 0))),
  );
}

interface Form {
  readonly prefix: [ipaddr.IPv6, number];
  /** Which bytes of the sixteen. */
  readonly positions: readonly number[];
  readonly inverted: boolean;
}

const LAST_FOUR = [12, 13, 14, 15];

const FORMS: readonly Form[] = [
  form("::ffff:0:0/96", LAST_FOUR), // mapped, RFC 4291
  form("::/96", LAST_FOUR), // compatible, RFC 4291
  form("::ffff:0:0:0/96", LAST_FOUR), // translated, RFC 2765
  form("64:ff9b::/96", LAST_FOUR), // NAT64, RFC 6052
  form("64:ff9b:1::/48", LAST_FOUR), // NAT64 for local use, RFC 8215, with a /96
  form("64:ff9b:1::/48", [6, 7, 9, 10]), // the same with a /48: byte 8 is left out
  form("2002::/16", [2, 3, 4, 5]), // 6to4, RFC 3056
  form("2001::/32", [4, 5, 6, 7]), // Teredo server, RFC 4380
  form("2001::/32", LAST_FOUR, true), // Teredo client
];

function form(cidr: string, positions: readonly number[], inverted = false): Form {
  return { prefix: ipaddr.IPv6.parseCIDR(cidr), positions, inverted };
}
