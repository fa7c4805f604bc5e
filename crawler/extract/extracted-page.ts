import type { Element } from "domhandler";
import type { Found } from "../messages.ts";
import type { ApiDescription } from "./api-description.ts";
import type { ContentRoot } from "./choose-content.ts";
import type { MathDelimiters } from "./math-script.ts";
import type { PageLinks } from "./page-links.ts";
import type { PageMetadata } from "./page-metadata.ts";
import type { Profile } from "./profile.ts";
import type { ElementTest } from "./simple-selector.ts";

/** Which generator a page is from, and what on the page says so. */
interface GeneratorFound {
  readonly name: string;
  readonly version?: string;
  readonly theme?: string;
  readonly reason: string;
}

/** A page as read, before conversion: where its content is, and everything that stands around it. */
export interface ExtractedPage {
  readonly url: string;
  readonly links: PageLinks;
  readonly roots: readonly ContentRoot[];
  readonly profile: Profile;
  readonly generator: GeneratorFound;
  readonly metadata: PageMetadata;
  readonly isNoise: ElementTest;
  /** Absent: the profile knows none. */
  readonly isDeclaration?: ElementTest;
  readonly elementById: ReadonlyMap<string, Element>;
  readonly anchorByName: ReadonlyMap<string, Element>;
  readonly found: Found[];
  readonly nativeMarkdown?: string;
  readonly alternates: { language: string; url: string }[];
  readonly refresh?: string;
  /** Absolute URL of the folder where the generator's lists lie, where the page tells it. */
  readonly rootHint?: string;
  readonly missing: string[];
  /** Where the API is described that the page's scripts draw. */
  readonly api?: ApiDescription;
  /** Where a script of the page makes formulas of what stands between delimiters in its text. */
  readonly math?: MathDelimiters;
  readonly noindex: boolean;
}
