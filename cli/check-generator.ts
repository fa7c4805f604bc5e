import { PROFILES } from "../crawler/extract/profiles/all-profiles.ts";
import { findClosestName } from "../operator/closest-name.ts";
import { UsageError } from "./usage-error.ts";

/** Throws `UsageError` for a generator that has no profile. */
export function checkGenerator(generator: string | undefined): void {
  const known = PROFILES.map(({ name }) => name);
  if (generator === undefined || known.includes(generator)) return;
  const meant = findClosestName(generator, known);
  const remedy = meant === undefined ? `one of ${known.join(", ")}` : `did you mean ${meant}?`;
  throw new UsageError(`spec.extraction.generator: found ${JSON.stringify(generator)}; allowed: ${remedy}`);
}
