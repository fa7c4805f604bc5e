import fc from "fast-check";
import type { StructuralNode } from "../../operator/crd/structural-schema.ts";

/** Text worth trying for fields whose form the schema alone does not tell. */
const tricky: Readonly<Record<string, readonly string[]>> = {
  url: [
    "https://docs.example.org/guide/",
    "http://user:pw@example.org/",
    "https://example.org/a@b",
    "https://[::1]/",
    "https://[::zz]/",
    "https://example.org:99999/",
    "https://ex\u00A0ample.org/",
    "ftp://example.org/",
    "https://a\\@b/",
    `https://${"a".repeat(250)}.org/`,
  ],
  schedule: [
    "0 3 * * *",
    "@daily",
    "@Weekly",
    "*/5 1-3 1,15 jan-mar MON",
    "5-1 * * * *",
    "3-5/999 */24 */32 * *",
    "60 * * * *",
    "0 0 * * 7",
    "",
  ],
  timeZone: ["Europe/Berlin", "Etc/UTC", "Mars/Olympus", "Europe Berlin", "+01:00"],
  maxAge: ["30d", "0s", "1h0m", "00m", "12"],
  timeout: ["30s", "0s"],
  name: ["authorization", "Host", "x-token", "Cookie", "a b"],
  scheduledAt: ["2026-01-31T23:59:59Z", "2026-02-31T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T23:59:60Z"],
};

const anything = fc.oneof(
  fc.constantFrom<unknown>(null, "", true, 0, -1, 1.5, [], {}, "😀", "a\u00A0b", [null], { unknown: 1 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Objects near a structural schema: mostly right, on its bounds, and now and then something else altogether. */
export function arbitraryObject(node: StructuralNode, name = ""): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: arbitraryValue(node, name), weight: 80 }, { arbitrary: anything, weight: 1 });
}

function arbitraryValue(node: StructuralNode, name: string): fc.Arbitrary<unknown> {
  switch (node.type) {
    case "object":
      return arbitraryFields(node);
    case "array":
      return arbitraryList(node, name);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return arbitraryNumber(node);
    case undefined:
    default:
      return arbitraryText(node, name);
  }
}

function arbitraryList(node: StructuralNode, name: string): fc.Arbitrary<unknown> {
  const item = arbitraryObject(node.items ?? {}, name);
  const maximum = Number(node["maxItems"]);
  const full = fc.tuple(item, fc.constantFrom(maximum, maximum + 1)).map(([each, length]) => Array(length).fill(each));
  return fc.oneof({ arbitrary: fc.array(item, { maxLength: 3 }), weight: 40 }, { arbitrary: full, weight: 1 });
}

const arbitraryKey = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z]{1,5}$/), weight: 8 },
  { arbitrary: fc.constantFrom("", "docsynapse.io/a-b", "toString", "constructor", "a.b", "\u00E4", "😀"), weight: 1 },
);

function arbitraryMap(node: StructuralNode, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const maximum = Number(node["maxProperties"]);
  const full = fc
    .tuple(value, fc.constantFrom(maximum, maximum + 1))
    .map(([each, size]) => Object.fromEntries(Array.from({ length: size }, (_, index) => [`key-${index}`, each])));
  return fc.oneof(
    { arbitrary: fc.dictionary(arbitraryKey, value, { maxKeys: 3 }), weight: 20 },
    { arbitrary: full, weight: 1 },
  );
}

function arbitraryFields(node: StructuralNode): fc.Arbitrary<unknown> {
  if (node.additionalProperties !== undefined) {
    return arbitraryMap(node, arbitraryObject(node.additionalProperties));
  }
  if (node["x-kubernetes-preserve-unknown-fields"] === true) {
    return arbitraryMap(
      node,
      fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null),
    );
  }
  const fields = Object.entries(node.properties ?? {}).map(([name, child]) => [name, arbitraryObject(child, name)]);
  // Few fields at a time, or nearly every object would be wrong somewhere.
  return fc
    .record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] })
    .chain((record) => {
      const keys = Object.keys(record);
      const required = fc.constant(keys.filter((key) => node.required?.includes(key)));
      return fc
        .tuple(required, fc.subarray(keys, { maxLength: Math.min(keys.length, 3) }))
        .map(([must, may]) => Object.fromEntries([...new Set([...must, ...may])].map((key) => [key, record[key]])));
    });
}

function arbitraryNumber(node: StructuralNode): fc.Arbitrary<unknown> {
  const [minimum, maximum] = [Number(node["minimum"]), Number(node["maximum"])];
  return fc.oneof(
    { arbitrary: fc.integer({ min: minimum, max: maximum }), weight: 20 },
    { arbitrary: fc.constantFrom(minimum - 1, minimum, maximum, maximum + 1, minimum + 0.0005), weight: 1 },
  );
}

function arbitraryText(node: StructuralNode, name: string): fc.Arbitrary<unknown> {
  if (Array.isArray(node["enum"])) return fc.constantFrom(...(node["enum"] as unknown[]));
  const maximum = Number(node["maxLength"]);
  const pattern = typeof node["pattern"] === "string" ? node["pattern"] : "^[ -~]{1,20}$";
  const formed = fc.stringMatching(new RegExp(pattern), { size: "small" });
  const bounds = fc.constantFrom("a".repeat(maximum), "a".repeat(maximum + 1), "😀".repeat(maximum));
  const known = /url|proxy/i.test(name) ? tricky["url"] : tricky[name];
  if (known !== undefined) {
    return fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 8 }, { arbitrary: formed, weight: 4 }, bounds);
  }
  return fc.oneof({ arbitrary: formed, weight: 30 }, bounds);
}
