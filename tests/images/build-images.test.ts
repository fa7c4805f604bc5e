import { beforeAll, expect, it } from "vitest";
import { ensureBaseImage } from "./base-image.ts";
import { buildImage, images } from "./build-images.ts";
import { buildah } from "./buildah.ts";

const list = (...which: readonly string[]) =>
  buildah("images", "--quiet", "--no-trunc", ...which)
    .split("\n")
    .filter((line) => line !== "")
    .sort();
const stages = "--filter=reference=localhost/docsynapse-test/crawler-stage";

beforeAll(() => {
  ensureBaseImage();
});

it("the image that a name stood for before goes, the stages that the next build copies from stay", () => {
  buildImage(images.http);
  const [all, built] = [list("--all"), list(stages)];
  expect(built.length).toBe(2);
  const container = buildah("from", "--pull-never", images.http.name);
  buildah("config", "--label", "org.opencontainers.image.version=another", container);
  buildah("commit", "-q", "--rm", container, images.http.name);

  buildImage(images.http);

  expect(list("--filter=dangling=true")).toEqual([]);
  expect(list(stages)).toEqual(built);
  expect(list("--all").length).toBe(all.length);
});
