import type { Profile, Signal } from "./profile.ts";
import { PLATFORMS, PROFILES } from "./profiles/all-profiles.ts";
import { generic } from "./profiles/generic.ts";
import { generatorVersion } from "./generator-version.ts";
import { scriptText, type Survey } from "./survey-page.ts";

export interface Detection {
  readonly profile: Profile;
  /** What on the page says so, for a person to read. */
  readonly reason: string;
  /** The generator's version, where the page tells it. */
  readonly version?: string;
  readonly theme?: string;
}

/** Who is named by the generator element wins over who only looks like it, and a theme over what it is built upon. */
export function detectProfile(survey: Survey): Detection {
  return (
    firstSigned(PROFILES, survey, (signal) => "meta" in signal && signal.meta === "generator") ??
    firstSigned(PROFILES, survey, () => true) ??
    firstSigned(PLATFORMS, survey, () => true) ?? { profile: generic, reason: "no sign of any known generator" }
  );
}

function firstSigned(
  profiles: readonly Profile[],
  survey: Survey,
  counts: (signal: Signal) => boolean,
): Detection | undefined {
  for (const profile of profiles) {
    const signal = profile.signals.find((each) => counts(each) && holds(each, survey));
    if (signal !== undefined) return describeProfile(profile, survey, describeSignal(signal));
  }
  return undefined;
}

/** A profile with what the page shows of its version and theme. */
export function describeProfile(profile: Profile, survey: Survey, reason: string): Detection {
  const version = generatorVersion(profile, survey);
  const theme = profile.themes?.find(({ signals }) => signals.some((signal) => holds(signal, survey)))?.name;
  return {
    profile,
    reason,
    ...(version === undefined ? {} : { version }),
    ...(theme === undefined ? {} : { theme }),
  };
}

function holds(signal: Signal, survey: Survey): boolean {
  if ("meta" in signal) return (survey.metas.get(signal.meta) ?? []).some((meta) => metaHolds(signal, meta.attribs));
  if ("id" in signal) {
    const name = survey.ids.get(signal.id)?.name;
    return name !== undefined && name === (signal.onTag ?? name);
  }
  if ("className" in signal) return survey.classes.has(signal.className);
  if ("tag" in signal) return survey.tags.has(signal.tag);
  if ("comment" in signal) return survey.comments.some((comment) => comment.startsWith(signal.comment));
  if ("script" in signal) return survey.scripts.some((script) => script.attribs["src"]?.includes(signal.script));
  if ("scriptWord" in signal) return survey.scripts.some((script) => scriptText(script).includes(signal.scriptWord));
  if ("headLink" in signal) return survey.headLinks.some((link) => link.attribs["href"]?.includes(signal.headLink));
  return survey.html?.attribs[signal.htmlAttribute] !== undefined;
}

function metaHolds(signal: Extract<Signal, { meta: string }>, attributes: Readonly<Record<string, string>>): boolean {
  const content = attributes["content"] ?? "";
  if (signal.startsWith !== undefined) return content.startsWith(signal.startsWith);
  return signal.includes === undefined || content.includes(signal.includes);
}

function describeSignal(signal: Signal): string {
  if ("meta" in signal) return `a meta element ${signal.meta} ${describeValue(signal)}`.trim();
  if ("id" in signal) return `an element with id ${signal.id}`;
  if ("className" in signal) return `an element with class ${signal.className}`;
  if ("tag" in signal) return `an element ${signal.tag}`;
  if ("comment" in signal) return `a comment "${signal.comment}"`;
  if ("scriptWord" in signal) return `a script with ${signal.scriptWord}`;
  if ("script" in signal) return `a script from ${signal.script}`;
  if ("headLink" in signal) return `a link element to ${signal.headLink}`;
  return `attribute ${signal.htmlAttribute} of the html element`;
}

function describeValue({ startsWith, includes }: Extract<Signal, { meta: string }>): string {
  if (startsWith !== undefined) return `that starts with "${startsWith}"`;
  return includes === undefined ? "" : `that names "${includes}"`;
}
