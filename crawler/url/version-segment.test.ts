import { expect, it } from "vitest";
import { languageTag } from "./language-segment.ts";
import { versionKind } from "./version-segment.ts";

it.each([
  ["latest", "sure"],
  ["Stable", "sure"],
  ["v2", "sure"],
  ["2.x", "sure"],
  ["11.x", "sure"],
  ["1.0.0-rc1", "sure"],
  ["v1beta1", "sure"],
  ["3.12", "sure"],
  ["2024.1", "sure"],
  ["version-2.1.0", "sure"],
  ["release-1.30", "sure"],
  ["3", "maybe"],
  ["next", "maybe"],
  ["main", "maybe"],
  ["2023", undefined],
  ["20230101", undefined],
  ["r2", undefined],
  ["2fa", undefined],
  ["2b", undefined],
  ["1-on-1", undefined],
  ["v8-engine", undefined],
  ["guide", undefined],
  ["", undefined],
])("takes %j as a version: %s", (segment, expected) => {
  expect(versionKind(segment)).toBe(expected);
});

it.each([
  ["en", "en"],
  ["pt-BR", "pt-br"],
  ["zh_Hans", "zh-hans"],
  ["zh-Hant-TW", "zh-hant-tw"],
  ["go", undefined],
  ["api", undefined],
  ["en-", undefined],
])("takes %j as the language %s", (segment, expected) => {
  expect(languageTag(segment)).toBe(expected);
});
