import { expect, test } from "vitest";
import { chooseOutput, describeOutput } from "./choose-output.ts";
import { readConfig } from "./config.ts";
import { Output } from "./docsite-result-fields.ts";

const metadata = { namespace: "docs", name: "guide" };
const site = (output: object = {}) => ({ metadata, spec: { output: Output.parse(output) } });
const fallbackOf = (output: object) =>
  readConfig({ DOCSYNAPSE_DEFAULT_OUTPUT: JSON.stringify(output) }).settings.crawls.output;
const locate = (own: object, fallback?: object) => {
  const chosen = chooseOutput(site(own), fallback && fallbackOf(fallback));
  return { ...describeOutput(site(own), chosen), output: chosen.output };
};

test.each([
  [{ volume: { size: "5Gi" } }, "claim guide-docsynapse"],
  [{ volume: { claimName: "shared" } }, "claim shared"],
  [{ s3: { bucket: "b" } }, "s3://b/docs/guide"],
  [{ s3: { bucket: "b", prefix: "all/of/it/" } }, "s3://b/all/of/it/docs/guide"],
  [{ gcs: { bucket: "b", prefix: "p" } }, "gs://b/p/docs/guide"],
  [{ azure: { account: "a", container: "c" } }, "az://a/c/docs/guide"],
])("a DocSite that names no place writes to the installation's %j", (fallback, location) => {
  expect(locate({}, fallback)).toMatchObject({ from: "Default", location });
});

test("without a default it is a volume", () => {
  expect(locate({})).toMatchObject({ from: "Default", location: "claim guide-docsynapse" });
});

test("a place of its own goes before the default, with the prefix as it is", () => {
  expect(locate({ s3: { bucket: "own", prefix: "x" } }, { gcs: { bucket: "b" } })).toMatchObject({
    from: "Spec",
    location: "s3://own/x",
  });
  expect(locate({ volume: {} }, { gcs: { bucket: "b" } })).toMatchObject({ from: "Spec" });
});

test("what is written stays the DocSite's, the certificates are its own or the default's", () => {
  const caBundle = { configMapKeyRef: { name: "ca", key: "ca.pem" } };
  const fallback = { s3: { bucket: "b" }, caBundle };

  expect(locate({ assets: false }, fallback).output).toMatchObject({ assets: false, chunks: true, caBundle });
  const own = { secretKeyRef: { name: "mine", key: "ca.pem" } };
  expect(locate({ caBundle: own }, fallback).output.caBundle).toEqual(own);
});

test.each([
  ["{", /DOCSYNAPSE_DEFAULT_OUTPUT/],
  ["{}", /exactly one of volume, s3, gcs, azure/],
  ['{"s3":{"bucket":"b"},"gcs":{"bucket":"b"}}', /exactly one/],
  ['{"s3":{}}', /s3\.bucket/],
  ['{"s4":{}}', /s4/],
  [`{"gcs":{"bucket":"b","prefix":"${"x".repeat(400)}"}}`, /prefix may have at most/],
])("a default that is none is refused: %s", (text, message) => {
  expect(() => readConfig({ DOCSYNAPSE_DEFAULT_OUTPUT: text })).toThrow(message);
});
