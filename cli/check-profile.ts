import type { OwnProfile } from "../crawler/contract.ts";
import { checkGenerator } from "./check-generator.ts";
import { checkSelectors } from "./check-selectors.ts";

/** Throws `UsageError` for what the engine cannot use of a profile; `name` is what the person wrote it under. */
export function checkProfile(profile: OwnProfile, name: string): void {
  checkGenerator(profile.extends, `${name}: extends`);
  for (const field of ["content", "title", "remove"] as const) checkSelectors(profile[field], `${name}: ${field}`);
}
