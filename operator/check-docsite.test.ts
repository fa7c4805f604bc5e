import { expect, test } from "vitest";
import { checkDocSite } from "./check-docsite.ts";

const site = (spec: object): unknown => ({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "DocSite",
  metadata: { name: "docs" },
  spec: { url: "https://docs.test/", ...spec },
});

test("malformed fields, unknown ones and broken rules are told all at once", () => {
  const { docSite, findings } = checkDocSite(site({ scope: { maxPages: -1 }, politness: {}, schedule: "99 * * * *" }));

  expect(docSite).toBeUndefined();
  expect(findings.map(({ path }) => path.join(".")).sort()).toEqual([
    "spec.politness",
    "spec.schedule",
    "spec.scope.maxPages",
  ]);
});

test("a sound DocSite comes back with its defaults and without findings", () => {
  const { docSite, findings } = checkDocSite(site({}));

  expect(findings).toEqual([]);
  expect(docSite?.spec.url).toBe("https://docs.test/");
});
