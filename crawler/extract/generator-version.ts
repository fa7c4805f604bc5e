import { plainText } from "./plain-text.ts";
import type { Profile, VersionPlace } from "./profile.ts";
import type { Survey } from "./survey-page.ts";

/** Text looked at for a version: a footer says it in its first words. */
const MAX_TEXT = 400;

/** The version of the generator that the profile is for, not of what it builds upon. */
export function generatorVersion({ version = [] }: Profile, survey: Survey): string | undefined {
  for (const place of version) {
    for (const text of textsAt(place, survey)) {
      const found = place.pattern.exec(text)?.[1];
      if (found !== undefined) return found.slice(0, 64);
    }
  }
  return undefined;
}

function textsAt(place: VersionPlace, survey: Survey): readonly string[] {
  if ("meta" in place) {
    return (survey.metas.get(place.meta) ?? []).map(({ attribs }) =>
      (attribs[place.attribute ?? "content"] ?? "").slice(0, MAX_TEXT),
    );
  }
  if ("comment" in place) return survey.comments;
  const element = survey.classes.get(place.className);
  return element === undefined ? [] : [plainText(element, MAX_TEXT)];
}
