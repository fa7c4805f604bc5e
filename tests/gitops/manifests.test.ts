import { beforeAll, describe, expect, test } from "vitest";
import { installJudge } from "./install-judge.ts";
import { ask, askOne, readObjects } from "./judge.ts";

beforeAll(() => {
  installJudge();
}, 1_200_000);

const docSite = (spec: object = {}, metadata: object = {}) => ({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "DocSite",
  metadata: { name: "guide", namespace: "docs", generation: 1, ...metadata },
  spec: { url: "https://docs.example.org/", scope: {}, ...spec },
});
const crawl = (phase: string, suspend = false) => ({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "Crawl",
  metadata: { name: "guide-1", namespace: "docs" },
  spec: { siteRef: { name: "guide" }, suspend },
  status: { phase },
});

describe("the examples for Argo CD and Flux", () => {
  const files = ["argocd/operator", "argocd/docsites", "argocd/docsites-monorepo", "flux/operator", "flux/docsites"];

  test.each(files)("%s.yaml has no field that its kind does not know", (file) => {
    const answers = ask(readObjects(`${file}.yaml`).map((object) => ({ ask: "decode", object })));

    expect(answers.map(({ error }) => error)).toEqual(answers.map(() => undefined));
    expect(answers.length).toBeGreaterThan(0);
  });

  test("would be refused with a field that does not exist", () => {
    const [object] = readObjects("argocd/operator.yaml");

    expect(askOne({ ask: "decode", object: { ...object, spec: { destinatoin: {} } } }).error).toContain("destinatoin");
  });
});

describe("Argo CD's actions", () => {
  test("crawl-now asks by the annotation and changes nothing else", () => {
    const before = docSite({ schedule: "@daily" }, { annotations: { own: "kept" } });

    const { status, object, error } = askOne({ ask: "action", action: "crawl-now", object: before });

    expect([status, error]).toEqual(["patch", undefined]);
    const { "docsynapse.io/crawl-requested-at": at, ...others } = (object?.metadata["annotations"] ?? {}) as Record<
      string,
      string
    >;
    expect(Math.abs(Date.parse(at ?? "") - Date.now())).toBeLessThan(60_000);
    expect(others).toEqual({ own: "kept" });
    expect(object?.spec).toEqual(before.spec);
  });

  test("crawl-now works on a DocSite without annotations", () => {
    expect(askOne({ ask: "action", action: "crawl-now", object: docSite() }).object?.metadata).toHaveProperty([
      "annotations",
      "docsynapse.io/crawl-requested-at",
    ]);
  });

  test("suspend and resume set spec.suspend", () => {
    const answers = ask([
      { ask: "action", action: "suspend", object: docSite() },
      { ask: "action", action: "resume", object: docSite({ suspend: true }) },
      { ask: "action", action: "suspend", object: crawl("Crawling") },
      { ask: "action", action: "resume", object: crawl("Suspended", true) },
    ]);

    expect(answers.map(({ object }) => object?.spec["suspend"])).toEqual([true, false, true, false]);
  });

  test("are offered where they make sense", () => {
    const answers = ask(
      [docSite(), docSite({ suspend: true }), crawl("Crawling"), crawl("Suspended", true), crawl("Succeeded")].map(
        (object) => ({ ask: "actions", object }),
      ),
    );

    expect(answers.map(({ actions }) => actions)).toEqual([
      { "crawl-now": true, suspend: true, resume: false },
      { "crawl-now": true, suspend: false, resume: true },
      { suspend: true, resume: false },
      { suspend: false, resume: true },
      { suspend: false, resume: false },
    ]);
  });
});
