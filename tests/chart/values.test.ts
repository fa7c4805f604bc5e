import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import packageJson from "../../package.json" with { type: "json" };
import { buildValuesTable } from "../../charts/values-table.ts";
import { chart, helm, profileFile, profiles, renderText } from "./render.ts";

const readChart = (name: string): string => readFileSync(join(chart, name), "utf8");

describe("the chart's values", () => {
  it("pass helm's linter, with each profile", () => {
    for (const flags of [[], ...profiles.map((profile) => ["-f", profileFile(profile)])]) {
      const { status, output } = helm("lint", "--strict", chart, ...flags);

      expect(output).toContain("0 chart(s) failed");
      expect(status).toBe(0);
    }
  });

  it.each([
    ["a misspelt value", { "operator.replica": "3" }, /operator.*replica/s],
    ["an unknown section", { "nat.enabled": "true" }, /'nat'/],
    ["no replicas", { "operator.replicas": "0" }, /operator\/replicas.*minimum/s],
    ["a log level that does not exist", { "operator.logLevel": "loud" }, /operator\/logLevel.*'trace', 'debug'/s],
    [
      "a gate that is text",
      { "operator.featureGates.PodRefusals": "maybe" },
      /featureGates\/PodRefusals.*want boolean/s,
    ],
    ["a truth that is text", { "nats.enabled": "maybe" }, /nats\/enabled.*want boolean/s],
    ["a duration without unit", { "crawls.deadline": "90x" }, /crawls\/deadline/],
    ["a range that is none", { "crawls.deniedRanges[0]": "10.0.0.0" }, /crawls\/deniedRanges\/0/],
    ["a size that is none", { "nats.persistence.size": "ten" }, /nats\/persistence\/size/],
    ["credentials in a URL", { "nats.enabled": "false", "externalNats.url": "nats://u:p@h:4222" }, /externalNats\/url/],
    ["another scheme", { "nats.enabled": "false", "externalNats.url": "http://h:4222" }, /externalNats\/url/],
    ["another protocol", { "telemetry.otlp.protocol": "grpc" }, /telemetry\/otlp\/protocol/],
    ["credentials in the receiver's URL", { "telemetry.otlp.endpoint": "http://u:p@h" }, /telemetry\/otlp\/endpoint/],
    ["more than all traces", { "telemetry.samplingRatio": "2" }, /telemetry\/samplingRatio/],
    ["no NATS at all", { "nats.enabled": "false" }, /externalNats.url: name your NATS server/],
    ["two NATS", { "externalNats.url": "nats://h:4222" }, /externalNats.url: set nats.enabled: false/],
    ["a login for another NATS beside its own", { "externalNats.loginSecret": "mine" }, /set nats.enabled: false/],
    ["a login that ends before a node has it", { "crawls.loginLifetime": "5m" }, /crawls\/loginLifetime/],
    ["an installation that is no name", { installation: "East 1" }, /installation/],
    ["no service account", { "serviceAccount.create": "false" }, /serviceAccount.name: name the account/],
    [
      "the operator's own variables",
      { "operator.extraEnv[0].name": "DOCSYNAPSE_IMAGE" },
      /operator\/extraEnv\/0\/name/,
    ],
    [
      "a host with scheme",
      { "admissionPolicy.allowedHosts[0]": "https://a.example" },
      /admissionPolicy\/allowedHosts\/0/,
    ],
    ["an output that is none", { "defaultOutput.s4.bucket": "b" }, /defaultOutput.*s4/s],
    ["an output without a bucket", { "defaultOutput.gcs.prefix": "p" }, /defaultOutput.*bucket/s],
    ["two outputs", { "defaultOutput.gcs.bucket": "b", "defaultOutput.volume.size": "1Gi" }, /defaultOutput: name one/],
    ["a profile outside of its folder", { "crawls.seccompProfile": "/etc/x.json" }, /crawls\/seccompProfile/],
    ["resources without requests", { "operator.resources.requests": "null" }, /operator\/resources.*requests/s],
  ])("refuse %s, and name the value", (_, values, message) => {
    const { status, output } = renderText(values);

    expect(output).toMatch(message);
    expect(status).not.toBe(0);
  });

  it("are all in the schema, and the schema has no others", () => {
    const schema = z
      .looseObject({ properties: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(readChart("values.schema.json")));
    const given = listPaths(parse(readChart("values.yaml")), schema, schema);

    expect(given.missing).toEqual([]);
    expect(given.extra).toEqual(["global"]);
  });

  it("must each say what they mean", () => {
    expect(() => buildValuesTable("a:\n  # -- One\n  b: 1\n  c: 2\n")).toThrow("a.c has no comment");
  });

  it("have the version of the project", () => {
    expect(parse(readChart("Chart.yaml"))).toMatchObject({
      version: packageJson.version,
      appVersion: packageJson.version,
    });
  });
});

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Values without schema, and schemas without value, by path; what a schema leaves open is not looked into. */
function listPaths(value: unknown, schema: Schema, root: object, path = ""): { missing: string[]; extra: string[] } {
  const { properties } = resolve(schema, root);
  if (properties === undefined || typeof value !== "object" || value === null) return { missing: [], extra: [] };
  const values = value as Record<string, unknown>;
  const known = Object.keys(properties);
  const parts = known
    .filter((key) => key in values && key !== kubernetesOwn)
    .map((key) => listPaths(values[key], properties[key] as Schema, root, `${path}${key}.`));
  return {
    missing: [
      ...Object.keys(values)
        .filter((key) => !known.includes(key))
        .map((key) => path + key),
      ...parts.flatMap(({ missing }) => missing),
    ],
    extra: [
      ...known.filter((key) => !(key in values)).map((key) => path + key),
      ...parts.flatMap(({ extra }) => extra),
    ],
  };
}

/** Its fields are Kubernetes' own. */
const kubernetesOwn = "resources";

function resolve(schema: Schema, root: object): Schema {
  const name = schema.$ref?.replace("#/$defs/", "");
  return name === undefined ? schema : ((root as { $defs: Record<string, Schema> }).$defs[name] ?? {});
}
