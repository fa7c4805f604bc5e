import { expect, test } from "vitest";
import { parseFeatureGates } from "./feature-gates.ts";

test.each([
  ["", true, true],
  ["OwnProfiles=false", false, true],
  ["AllBeta=false", false, false],
  [" PodRefusals=true , AllBeta=false", false, true],
  ["AllAlpha=true", true, true],
])("%j gives each gate its value", (text, OwnProfiles, PodRefusals) => {
  expect(parseFeatureGates(text)).toEqual({
    features: { OwnProfiles, PodRefusals, OperatorStreams: !text.includes("AllBeta=false") },
    problems: [],
  });
});

test.each([
  [
    "OwnProfile=true",
    "no feature gate OwnProfile, did you mean OwnProfiles?; there are OwnProfiles, OperatorStreams, PodRefusals",
  ],
  ["toString=true", "no feature gate toString"],
  ["OwnProfiles", "is not Name=true or Name=false"],
  ["OwnProfiles=yes", "is not Name=true or Name=false"],
])("%j is refused with what there is", (text, problem) => {
  expect(parseFeatureGates(text).problems.join()).toContain(problem);
});
