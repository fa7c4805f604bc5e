import type { DocSite } from "../operator/docsite.ts";
import { checkGenerator } from "./check-generator.ts";
import { checkGlobs } from "./check-globs.ts";
import { checkSelectors } from "./check-selectors.ts";

/** What only the engine can judge of a spec: throws `UsageError` for its first problem. */
export function checkSpec({ scope, extraction, rendering }: DocSite["spec"]): void {
  checkGlobs(scope.include, "spec.scope.include");
  checkGlobs(scope.exclude, "spec.scope.exclude");
  checkSelectors([extraction.contentSelector], "spec.extraction.contentSelector");
  checkSelectors(extraction.removeSelectors, "spec.extraction.removeSelectors");
  checkSelectors([rendering.waitFor], "spec.rendering.waitFor");
  checkGenerator(extraction.generator, "spec.extraction.generator");
}
