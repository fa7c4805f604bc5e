import { load, type CheerioAPI } from "cheerio/slim";
import type { Element } from "domhandler";
import type { Plan } from "../contract.ts";
import { type ApiDescription, findApiDescription } from "./api-description.ts";
import { chooseContent, selectElements, type Wishes } from "./choose-content.ts";
import { type Detection, describeProfile, detectProfile } from "./detect-profile.ts";
import { drawnRoutes, findHomepage } from "./docsify-routes.ts";
import { documentationRoot } from "./documentation-root.ts";
import { ExtractionConfigError } from "./extraction-config-error.ts";
import type { ExtractedPage } from "./extracted-page.ts";
import { findAssets, findPages } from "./find-links.ts";
import { languageSwitches } from "./language-switches.ts";
import { findMathDelimiters, type MathDelimiters } from "./math-script.ts";
import { isLoginForm } from "./login-form.ts";
import { noiseTest } from "./noise.ts";
import { PageLinks } from "./page-links.ts";
import { parseHtml } from "./parse-html.ts";
import { readMetadata } from "./page-metadata.ts";
import { isNoindex, languageAlternates, missingParts, nativeMarkdownUrl } from "./page-signals.ts";
import type { Profile } from "./profile.ts";
import { profileByName } from "./profiles/all-profiles.ts";
import { refreshTarget } from "./refresh-target.ts";
import { compileSelectors, type ElementTest } from "./simple-selector.ts";
import { promoteStyledTitle } from "./styled-title.ts";
import { findStandIn } from "./stand-in.ts";
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
  const { profile: own, removeSelectors } = options.extraction;
  const { profile, ...found } = detect(survey, options.extraction);
  const links = new PageLinks(options.url, survey.baseHref, profile.drawsMarkdown && drawnRoutes(options.url));
  const removed = new Set([
    ...languageSwitches(survey),
    ...removeSelectors.flatMap((selector) => selectElements(select, selector, "removeSelectors")),
    ...(own?.remove ?? []).flatMap((selector) => selectElements(select, selector, "profile.remove")),
  ]);
  const isNoise = noiseTest(profile, removed);
  const { roots, isGuess } = chooseContent({ select, survey, profile, wishes: wishesOf(options.extraction), isNoise });
  if (profile.title === undefined) promoteStyledTitle(survey, roots, isNoise);
  const content = new Set<Element>(roots.map((root) => root.element));
  const scope = { links, hosts: options.scopeHosts };
  const missing = missingParts(survey, content, { isGuess, isRendered: options.isRendered ?? false });
  return {
    url: options.url,
    links,
    roots,
    profile,
    generator: { name: profile.name, ...found },
    metadata: readMetadata(survey, roots, links, { isNoise, profile }),
    isNoise,
    ...withDeclarations(profile),
    elementById: survey.ids,
    anchorByName: survey.names,
    found: [...findPages(survey, scope), ...(options.collectAssets ? findAssets(survey, content, scope) : [])],
    ...optional("nativeMarkdown", nativeMarkdownUrl(survey, links, options.url)),
    alternates: languageAlternates(survey, links),
    ...optional("refresh", refreshTarget(survey, links)),
    ...optional("rootHint", documentationRoot(survey, links)),
    missing: [
      ...missing,
      ...(isLoginForm(survey, content, isGuess) ? ["login"] : []),
      ...standIns(survey, content),
      ...(isCut ? ["nested-too-deep"] : []),
    ],
    ...withMath(findMathDelimiters(survey)),
    ...describedBy(describe(survey, links, profile, { isWhole: missing.length === 0, isGuess })),
    noindex: isNoindex(survey),
  };
}

function standIns(survey: Survey, content: ReadonlySet<Element>): string[] {
  const standIn = findStandIn(survey, content);
  return standIn === undefined ? [] : [standIn];
}

/** What the page's scripts draw it from, where they have not drawn it or say more than the page. */
function describe(
  survey: Survey,
  links: PageLinks,
  { drawsApi, drawsMarkdown }: Profile,
  { isWhole, isGuess }: { readonly isWhole: boolean; readonly isGuess: boolean },
): ApiDescription | undefined {
  if (drawsMarkdown === true && !isWhole) return findHomepage(survey, links);
  return drawsApi === true && !(isWhole && isGuess) ? findApiDescription(survey, links) : undefined;
}

const describedBy = (api: ApiDescription | undefined): { api?: ApiDescription } => (api === undefined ? {} : { api });

const declarationTests = new WeakMap<Profile, ElementTest>();

function withDeclarations(profile: Profile): { isDeclaration?: ElementTest } {
  if (profile.declarations === undefined) return {};
  const isDeclaration = declarationTests.get(profile) ?? compileSelectors(profile.declarations);
  declarationTests.set(profile, isDeclaration);
  return { isDeclaration };
}

const withMath = (math: MathDelimiters | undefined): { math?: MathDelimiters } => (math === undefined ? {} : { math });

function detect(survey: Survey, { generator, profile: own }: Plan["extraction"]): Detection {
  const wanted = own?.extends ?? generator;
  const detection = wanted === undefined ? detectProfile(survey) : describeNamed(wanted, survey);
  if (own === undefined) return detection;
  const { profile, reason } = detection;
  const codeLanguage = own.codeLanguage ?? profile.codeLanguage;
  return {
    ...detection,
    profile: codeLanguage === undefined ? profile : { ...profile, codeLanguage },
    reason: `${reason}, read with the profile ${own.name}`,
  };
}

function describeNamed(name: string, survey: Survey): Detection {
  const profile = profileByName(name);
  if (profile === undefined) throw new ExtractionConfigError(`generator "${name}" is not known`);
  return describeProfile(profile, survey, "what the plan names");
}

/** What the plan says of the content, its own selector before its profile's. */
function wishesOf({ contentSelector, profile }: Plan["extraction"]): Wishes {
  const content = (profile?.content ?? []).map((selector) => ({ selector, setting: "profile.content" }));
  return {
    content: [
      ...(contentSelector === undefined ? [] : [{ selector: contentSelector, setting: "contentSelector" }]),
      ...content,
    ],
    title: (profile?.title ?? []).map((selector) => ({ selector, setting: "profile.title" })),
  };
}

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  const found: Partial<Record<Key, string>> = {};
  if (value !== undefined) found[key] = value;
  return found;
}
