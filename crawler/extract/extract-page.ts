import { load, type CheerioAPI } from "cheerio/slim";
import type { Element } from "domhandler";
import type { Plan } from "../contract.ts";
import { chooseContent, selectElements } from "./choose-content.ts";
import { type Detection, detectProfile } from "./detect-profile.ts";
import { documentationRoot } from "./documentation-root.ts";
import { ExtractionConfigError } from "./extraction-config-error.ts";
import type { ExtractedPage } from "./extracted-page.ts";
import { findAssets, findPages } from "./find-links.ts";
import { noiseTest } from "./noise.ts";
import { PageLinks } from "./page-links.ts";
import { parseHtml } from "./parse-html.ts";
import { readMetadata } from "./page-metadata.ts";
import { isNoindex, languageAlternates, missingParts, nativeMarkdownUrl, refreshTarget } from "./page-signals.ts";
import { profileByName } from "./profiles/all-profiles.ts";
import { surveyPage, type Survey } from "./survey-page.ts";

export interface ExtractOptions {
  /** URL of the response: what relative references start from unless the page has a base element. */
  readonly url: string;
  /** Only links to these hosts are worth a request. */
  readonly scopeHosts: ReadonlySet<string>;
  readonly extraction: Plan["extraction"];
  readonly collectAssets: boolean;
  /** The HTML is what a browser shows: its scripts have run. */
  readonly isRendered?: boolean;
}

/**
 * Reads a page: which generator made it, where its content is, what it says of itself and where it leads.
 * @throws ExtractionConfigError when a selector or generator name of the plan cannot be used
 */
export function extractPage(html: string, options: ExtractOptions): ExtractedPage {
  const { document, isCut } = parseHtml(html);
  const select = (): CheerioAPI => load(document);
  const survey = surveyPage(document);
  const links = new PageLinks(options.url, survey.baseHref);
  const { contentSelector, removeSelectors } = options.extraction;
  const detection = detect(survey, options.extraction.generator);
  const { profile } = detection;
  const removed = new Set(removeSelectors.flatMap((selector) => selectElements(select, selector, "removeSelectors")));
  const { roots, isGuess } = chooseContent({ select, survey, profile, contentSelector });
  const content = new Set<Element>(roots.map((root) => root.element));
  const scope = { links, hosts: options.scopeHosts };
  return {
    url: options.url,
    links,
    roots,
    profile,
    generator: {
      name: profile.name,
      reason: detection.reason,
      ...(detection.version === undefined ? {} : { version: detection.version }),
    },
    metadata: readMetadata(survey, roots, links),
    isNoise: noiseTest(profile, removed),
    elementById: survey.ids,
    found: [...findPages(survey, scope), ...(options.collectAssets ? findAssets(survey, content, scope) : [])],
    ...optional("nativeMarkdown", nativeMarkdownUrl(survey, links, options.url)),
    alternates: languageAlternates(survey, links),
    ...optional("refresh", refreshTarget(survey, links)),
    ...optional("rootHint", documentationRoot(survey, links)),
    missing: [
      ...missingParts(survey, content, { isGuess, isRendered: options.isRendered ?? false }),
      ...(isCut ? ["nested-too-deep"] : []),
    ],
    noindex: isNoindex(survey),
  };
}

function detect(survey: Survey, wanted: string | undefined): Detection {
  if (wanted === undefined) return detectProfile(survey);
  const profile = profileByName(wanted);
  if (profile === undefined) throw new ExtractionConfigError(`generator "${wanted}" is not known`);
  return { profile, reason: "named in the plan" };
}

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  const found: Partial<Record<Key, string>> = {};
  if (value !== undefined) found[key] = value;
  return found;
}
