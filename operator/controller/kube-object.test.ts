import fc from "fast-check";
import { expect, test } from "vitest";
import { kinds } from "../kinds.ts";
import { buildPath, toRoute } from "./kube-object.ts";

const name = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const resource = fc.constantFrom(...Object.values(kinds), { group: "", version: "v1", kind: "Node", plural: "nodes" });

test("a route says what a path is, and holds no name of it", () => {
  const where = fc.record(
    { namespace: name, name, subresource: fc.constantFrom("status" as const, "scale" as const) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(resource, where, (kind, { subresource, ...place }) => {
      const { name: object, namespace } = place;
      const isWhole = object !== undefined && subresource !== undefined;

      const route = toRoute(buildPath(kind, { ...place, ...(isWhole && { subresource }) }));

      const [prefix, version] = kind.group === "" ? ["/api", kind.version] : ["/apis", `${kind.group}/${kind.version}`];
      const parts = [
        prefix,
        version,
        ...(namespace === undefined ? [] : ["namespaces/{namespace}"]),
        kind.plural,
        ...(object === undefined ? [] : ["{name}"]),
        ...(isWhole ? [subresource] : []),
      ];
      expect(route).toBe(parts.join("/"));
    }),
  );
});
