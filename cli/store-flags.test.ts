import { resolve } from "node:path";
import { expect, test } from "vitest";
import { parseOut, type StoreFlags } from "./store-flags.ts";
import { UsageError } from "./usage-error.ts";

test.each<[string, StoreFlags, object]>([
  ["./docs", {}, { type: "volume", path: resolve("docs") }],
  ["C:\\docs", {}, { type: "volume", path: resolve("C:\\docs") }],
  ["s3://b", {}, { type: "s3", bucket: "b", prefix: "", forcePathStyle: false }],
  [
    "s3://b/a/b/",
    { storeEndpoint: "https://minio.example", storeRegion: "eu-west-1", storePathStyle: true },
    { bucket: "b", prefix: "a/b", endpoint: "https://minio.example", region: "eu-west-1", forcePathStyle: true },
  ],
  ["GS://b/a", {}, { type: "gcs", bucket: "b", prefix: "a" }],
  ["az://account/container/a/b", {}, { type: "azure", account: "account", container: "container", prefix: "a/b" }],
])("--out %s with %j is %j", (out, flags, target) => {
  expect(parseOut(out, flags)).toMatchObject(target);
});

test.each<[string, StoreFlags, string]>([
  ["ftp://b/a", {}, "allowed: s3://bucket/prefix, gs://bucket/prefix or az://account/container/prefix; or a directory"],
  ["s3://", {}, "allowed: s3://bucket/prefix"],
  ["s3://b//a", {}, "allowed: s3://bucket/prefix"],
  ["s3://b/../a", {}, "allowed: s3://bucket/prefix"],
  ["s3://b/a?region=x", {}, "without blanks, ? and #"],
  ["az://account", {}, "container"],
  ["s3://b", { storeEndpoint: "minio:9000" }, "--store-endpoint: endpoint must be an absolute http or https URL"],
  ["gs://b", { storeRegion: "eu" }, "only with --out s3://"],
  ["./docs", { storeCa: "ca.pem" }, "--store-ca: only with --out s3://"],
])("--out %s with %j is refused", (out, flags, message) => {
  expect(() => parseOut(out, flags)).toThrow(UsageError);
  expect(() => parseOut(out, flags)).toThrow(message);
});
