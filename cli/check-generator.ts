import { PLATFORMS, PROFILES } from "../crawler/extract/profiles/all-profiles.ts";
import { findClosestName } from "../operator/closest-name.ts";
import { UsageError } from "./usage-error.ts";

/** Throws `UsageError` for a generator that has no profile; `name` is what the person wrote it under. */
export function checkGenerator(generator: string | undefined, name: string): void {
  const known = [...PROFILES, ...PLATFORMS].map((profile) => profile.name);
  if (generator === undefined || known.includes(generator)) return;
  const meant = findClosestName(generator, known);
  const remedy = meant === undefined ? `one of ${known.join(", ")}` : `did you mean ${meant}?`;
  throw new UsageError(`${name}: found ${JSON.stringify(generator)}; allowed: ${remedy}`);
}
