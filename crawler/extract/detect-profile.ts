import type { Profile, Signal } from "./profile.ts";
import { PROFILES } from "./profiles/all-profiles.ts";
import { generic } from "./profiles/generic.ts";
import { type Survey, metaContent } from "./survey-page.ts";

export interface Detection {
  readonly profile: Profile;
  /** What on the page says so. */
  readonly reason: string;
  /** The generator's version, where the page tells it. */
  readonly version?: string;
}

/** A profile whose generator element names it wins over one that only looks like it: two rounds. */
export function detectProfile(survey: Survey): Detection {
  return byName(survey) ?? bySigns(survey) ?? { profile: generic, reason: "no sign of a known generator" };
}

function byName(survey: Survey): Detection | undefined {
  for (const profile of PROFILES) {
    const signal = profile.signals.find((each) => "meta" in each && each.meta === "generator" && holds(each, survey));
    if (signal !== undefined) return describe(profile, signal, survey);
  }
  return undefined;
}

function bySigns(survey: Survey): Detection | undefined {
  for (const profile of PROFILES) {
    const signal = profile.signals.find((each) => holds(each, survey));
    if (signal !== undefined) return describe(profile, signal, survey);
  }
  return undefined;
}

function describe(profile: Profile, signal: Signal, survey: Survey): Detection {
  const [[kind, value] = ["", ""]] = Object.entries(signal);
  const version = generatorVersion(survey);
  return { profile, reason: `${kind} ${value}`, ...(version === undefined ? {} : { version }) };
}

function generatorVersion(survey: Survey): string | undefined {
  return /\d+\.\d+(?:\.\d+)?(?:[-+.\w]{0,20})?/.exec(metaContent(survey, "generator")?.slice(0, 200) ?? "")?.[0];
}

function holds(signal: Signal, survey: Survey): boolean {
  if ("meta" in signal) return (survey.metas.get(signal.meta) ?? []).some((meta) => metaHolds(signal, meta.attribs));
  if ("id" in signal) return survey.ids.has(signal.id);
  if ("className" in signal) return survey.classes.has(signal.className);
  if ("tag" in signal) return survey.tags.has(signal.tag);
  if ("comment" in signal) return survey.comments.some((comment) => comment.startsWith(signal.comment));
  if ("script" in signal) return survey.scripts.some((script) => script.attribs["src"]?.includes(signal.script));
  if ("headLink" in signal) return survey.headLinks.some((link) => link.attribs["href"]?.includes(signal.headLink));
  return survey.html?.attribs[signal.htmlAttribute] !== undefined;
}

function metaHolds(signal: Extract<Signal, { meta: string }>, attributes: Readonly<Record<string, string>>): boolean {
  const content = attributes["content"] ?? "";
  if (signal.startsWith !== undefined) return content.startsWith(signal.startsWith);
  return signal.includes === undefined || content.includes(signal.includes);
}
