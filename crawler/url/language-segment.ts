/**
 * A path segment that is a language code with optional script and region (`fr`, `pt-br`, `zh_Hans`), as a lower-case
 * BCP 47 tag; undefined for anything else. Two-letter languages only: of the longer codes too many are words.
 */
export function languageTag(segment: string): string | undefined {
  const tag = segment.toLowerCase().replaceAll("_", "-");
  const [, language] = /^([a-z]{2})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/.exec(tag) ?? [];
  return language !== undefined && languages.has(language) ? tag : undefined;
}

export function isSameLanguage(one: string, other: string): boolean {
  return primarySubtag(one) === primarySubtag(other);
}

function primarySubtag(tag: string): string {
  return tag.toLowerCase().split(/[-_]/, 1)[0] ?? "";
}

/** ISO 639-1, and the country codes that sites write for a language (`cn`, `jp`, `kr`, `tw`, `ua`). */
const languages: ReadonlySet<string> = new Set(
  (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es " +
    "et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg " +
    "ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl " +
    "nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv " +
    "sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu cn jp ua"
  ).split(" "),
);
