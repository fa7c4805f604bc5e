import { findClosestName } from "./closest-name.ts";

/** Alpha: off unless asked for, may change or go. Beta: on, may be switched off. */
type Stage = "Alpha" | "Beta";

/** What an installation can switch, in the form of Kubernetes' own components. */
export const featureGates = {
  OwnProfiles: {
    stage: "Beta",
    meaning:
      "`spec.extraction.profile` is read from its ConfigMap. Off: such DocSites wait; the right to get ConfigMaps can go.",
  },
  OperatorStreams: {
    stage: "Beta",
    meaning:
      "Where logins are signed, the operator makes what crawls have in NATS, and coordinators may make no stream. Off: those of later crawls make their own; crawls that run go on as they began.",
  },
  PodRefusals: {
    stage: "Beta",
    meaning: "Events of Jobs that lack pods are read for a condition. Off: the right to list events can go.",
  },
} as const satisfies Record<string, { readonly stage: Stage; readonly meaning: string }>;

export type FeatureGate = keyof typeof featureGates;
export type Features = Readonly<Record<FeatureGate, boolean>>;

const names = Object.keys(featureGates) as FeatureGate[];
const groups = { AllAlpha: "Alpha", AllBeta: "Beta" } as const satisfies Record<string, Stage>;
const isStageOf = (name: FeatureGate, stage: Stage): boolean => featureGates[name].stage === stage;

export const isOnByDefault = (name: FeatureGate): boolean => isStageOf(name, "Beta");

/** Reads `OwnProfiles=false,AllAlpha=true`: a gate's own word wins over its group's, whatever their order. */
export function parseFeatureGates(text: string): { readonly features: Features; readonly problems: readonly string[] } {
  const given = new Map<string, boolean>();
  const problems: string[] = [];
  for (const part of text.split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const [, name, value] = /^([^=]+)=(true|false)$/.exec(part) ?? [];
    if (name === undefined) problems.push(`${JSON.stringify(part)} is not Name=true or Name=false`);
    else if (!isKnown(name)) problems.push(describeUnknown(name));
    else given.set(name, value === "true");
  }
  const entries = names.map(
    (name) => [name, given.get(name) ?? findGroup(name, given) ?? isOnByDefault(name)] as const,
  );
  return { features: Object.fromEntries(entries) as Features, problems };
}

const isKnown = (name: string): boolean => Object.hasOwn(featureGates, name) || Object.hasOwn(groups, name);

function describeUnknown(name: string): string {
  const known = [...names, ...Object.keys(groups)];
  const meant = findClosestName(name, known);
  return `no feature gate ${name}${meant === undefined ? "" : `, did you mean ${meant}?`}; there are ${known.join(", ")}`;
}

function findGroup(name: FeatureGate, given: ReadonlyMap<string, boolean>): boolean | undefined {
  const group = Object.entries(groups).find(([, stage]) => isStageOf(name, stage));
  return group && given.get(group[0]);
}
