/** What a class attribute says about an element, whoever made the page; one answer for each distinct attribute. */
export type ClassRole =
  | { readonly kind: "alert"; readonly type: AlertType; readonly label: string }
  | {
      readonly kind:
        | "code-block"
        | "code-table"
        | "code-tree"
        | "line-numbers"
        | "diagram"
        | "card"
        | "callout-list"
        | "signature"
        | "code-title"
        | "tab-labels"
        | "tab-bar"
        | "tab-panel"
        | "tab-label"
        | "bold-line"
        | "line-block"
        | "line"
        | "footnote"
        | "math"
        | "katex"
        | "api-list"
        | "field-list"
        | "summary-table"
        | "code-heading"
        | "unwrapped-details"
        | "emphasis"
        | "struck"
        | "group-labels"
        | "badge"
        | "wrapper"
        | "code-span"
        | "member-title"
        | "member-row"
        | "contents-list"
        | "quote-block"
        | "title"
        | "caption"
        | "inheritance"
        | "below-title"
        | "link-bar"
        | "item-table"
        | "item-term";
    };

export type AlertType = "NOTE" | "TIP" | "IMPORTANT" | "WARNING" | "CAUTION";

const ALERT_TYPES: ReadonlyMap<string, AlertType> = new Map(
  Object.entries({
    note: "NOTE",
    info: "NOTE",
    information: "NOTE",
    seealso: "NOTE",
    abstract: "NOTE",
    summary: "NOTE",
    todo: "NOTE",
    default: "NOTE",
    secondary: "NOTE",
    primary: "NOTE",
    question: "NOTE",
    example: "NOTE",
    remark: "NOTE",
    custom: "NOTE",
    tip: "TIP",
    hint: "TIP",
    success: "TIP",
    check: "TIP",
    okay: "TIP",
    important: "IMPORTANT",
    deprecated: "WARNING",
    "deprecation-block": "WARNING",
    warning: "WARNING",
    warn: "WARNING",
    attention: "WARNING",
    caution: "WARNING",
    danger: "CAUTION",
    error: "CAUTION",
    failure: "CAUTION",
    bug: "CAUTION",
  } as const),
);

/** Generators whose "caution" is the strongest word they have. */
const STRONG_CAUTION = /markdown-alert|blockquote-tag|custom-block|hint-container|tsd-alert/;
const PREFIXED =
  /(?:^|\s)(?:theme-admonition|admonition|admonish|starlight-aside-|markdown-alert|blockquote-tag|callout_|alert-|alert|td-alert-|pageinfo|hint|(?:[a-z]+-)?(?:callout|notice|aside|alert))[-_]?-?([a-z]+)(?=\s|$)/;
/** Words that make a bare type word an alert. */
const FAMILIES = new Set([
  "admonition",
  "custom-block",
  "custom-container",
  "hint-container",
  "stab",
  "callout",
  "doc-callout",
  "hint",
  "alert",
  "admonitionblock",
  "section",
  "nextra-callout",
  "topic",
  "notification",
  "starlight-aside",
  "markdown-alert",
]);
/** Alone on a block, these are an alert in DocBook, rustdoc and hand-made pages. */
const BARE = new Set([
  "note",
  "tip",
  "warning",
  "warn",
  "caution",
  "important",
  "danger",
  "attention",
  "hint",
  "seealso",
  "notice",
  "deprecated",
  "deprecation-block",
]);

const NAMED: readonly (readonly [string, Exclude<ClassRole["kind"], "alert">])[] = [
  ["fragment", "code-block"],
  ["highlighttable", "code-table"],
  ["lntable", "code-table"],
  ["listing_frame", "code-table"],
  ["redoc-json", "code-tree"],
  ["line-numbers-wrapper", "line-numbers"],
  ["mermaid", "diagram"],
  ["colist", "callout-list"],
  ["calloutlist", "callout-list"],
  ["rouge-table", "code-table"],
  ["memproto", "signature"],
  ["member-signature", "signature"],
  ["type-signature", "signature"],
  ["package-signature", "signature"],
  ["module-signature", "signature"],
  ["code-block-caption", "code-title"],
  ["filename", "code-title"],
  ["remark-code-title", "code-title"],
  ["tabbed-labels", "tab-labels"],
  ["tablist", "tab-labels"],
  ["CodeTabs-toolbar", "tab-labels"],
  ["TabGroup-header", "tab-labels"],
  ["TabContent", "tab-panel"],
  ["tabpanel", "tab-panel"],
  ["tabs", "group-labels"],
  ["tabbed-block", "tab-panel"],
  ["tab-pane", "tab-panel"],
  ["sd-tab-label", "tab-label"],
  ["tab-label", "tab-label"],
  ["rubric", "bold-line"],
  ["topic-title", "bold-line"],
  ["sidebar-title", "bold-line"],
  ["line-block", "line-block"],
  ["menu-comment", "line-block"],
  ["line", "line"],
  ["footnote-definition", "footnote"],
  ["math", "math"],
  ["arithmatex", "math"],
  ["stemblock", "math"],
  ["katex", "katex"],
  ["katex-display", "katex"],
  ["field-list", "field-list"],
  ["summary-table", "summary-table"],
  ["code-header", "code-heading"],
  ["signature", "code-heading"],
  ["item-table", "item-table"],
  ["item-left", "item-term"],
  ["item-name", "item-term"],
  ["toggle", "unwrapped-details"],
  ["rustdoc-toggle", "unwrapped-details"],
  ["versionmodified", "emphasis"],
  ["line-through", "struck"],
  ["memtitle", "member-title"],
  ["stab", "badge"],
  ["VPBadge", "badge"],
  ["badge", "badge"],
  ["description", "badge"],
  ["card", "card"],
  ["sd-card", "card"],
  ["nextra-card", "card"],
  ["sl-badge", "badge"],
  ["sep", "badge"],
  ["mlabels", "below-title"],
  ["ingroups", "below-title"],
  ["navigate", "link-bar"],
  ["navigation", "link-bar"],
  ["navbar", "link-bar"],
  ["nav", "link-bar"],
  ["toc", "contents-list"],
  ["caption", "caption"],
  ["quoteblock", "quote-block"],
  ["blockquote", "quote-block"],
  ["inheritance", "inheritance"],
  ["SCodeFlow", "wrapper"],
  ["SVInsetFlow", "wrapper"],
  ["SubFlow", "wrapper"],
  ["refpara", "wrapper"],
  ["refcolumn", "wrapper"],
  ["refcontent", "wrapper"],
  ["stt", "code-span"],
  ["RktInBG", "code-span"],
  ["RktSym", "code-span"],
  ["RktVal", "code-span"],
  ["RktVar", "code-span"],
  ["RktPn", "code-span"],
  ["RktMeta", "code-span"],
  ["code", "code-span"],
  ["bold_code", "code-span"],
];

const API_LIST =
  /(?:^|\s)(?:function|class|method|attribute|data|exception|describe|macro|type|member|envvar|option|opcode|property|staticmethod|classmethod|decorator|module|var|struct|enum|enumerator|union|concept|alias|object|pdbcommand|2to3fixer|confval|setting|directive|role|djangoadmin|django-admin|cmdoption|field)(?:\s|$)/;

const TAB_BAR = /(?:^|[\s_-])tabs?(?:[\s_-]|$)/i;

const MEMO_SIZE = 5000;
const memo = new Map<string, ClassRole | undefined>();

export function classRole(classList: string): ClassRole | undefined {
  const known = memo.get(classList);
  if (known !== undefined || memo.has(classList)) return known;
  const role = classList.length > 1000 ? undefined : computeRole(classList);
  if (memo.size >= MEMO_SIZE) memo.clear();
  if (classList.length < 300) memo.set(classList, role);
  return role;
}

function computeRole(classList: string): ClassRole | undefined {
  const tokens = classList.trim().split(/\s+/);
  const alert = alertRole(classList, tokens);
  if (alert !== undefined) return alert;
  for (const [token, kind] of NAMED) if (tokens.includes(token)) return { kind };
  if (/codeBlockTitle/.test(classList)) return { kind: "code-title" };
  if (classList.startsWith("memitem:")) return { kind: "member-row" };
  if (API_LIST.test(classList)) return { kind: "api-list" };
  if (TAB_BAR.test(classList)) return { kind: "tab-bar" };
  return classList === "title" ? { kind: "title" } : undefined;
}

/** Type that an attribute names, where the class does not. */
export function alertType(word: string): AlertType | undefined {
  return ALERT_TYPES.get(word);
}

/** Nextra shows the type of a callout by colour alone. */
const CALLOUT_COLOURS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[:\s])bg-yellow-/, "warning"],
  [/(?:^|[:\s])bg-red-/, "danger"],
  [/(?:^|[:\s])bg-purple-/, "important"],
  [/(?:^|[:\s])bg-(?:orange|green)-/, "tip"],
];

function alertRole(classList: string, tokens: readonly string[]): ClassRole | undefined {
  const word = alertWord(classList, tokens);
  if (word === undefined) return undefined;
  if (word === "caution" && STRONG_CAUTION.test(classList)) return { kind: "alert", type: "CAUTION", label: word };
  return { kind: "alert", type: ALERT_TYPES.get(word) ?? "NOTE", label: word };
}

const PART_OF_ALERT = /(?:^|[\s_-])(?:title|heading|icon|content|body|label|link|dismissible)(?:$|\s)/i;
/** Families whose type may stand elsewhere than in the class. */
const NAMELESS = new Set(["admonition", "admonitionblock", "nextra-callout", "callout", "doc-callout", "hint", "stab"]);

/** GitBook's hints are of any type: it stands in their label. */
function isGitBookHint(tokens: readonly string[]): boolean {
  return tokens.length > 1 && !tokens.includes("admonition");
}

/** What YARD adds to the class of its notes. */
const YARD_NOTES = new Set(["notetag", "deprecated", "todo"]);

function alertWord(classList: string, tokens: readonly string[]): string | undefined {
  const titled = tokens.length === 1 ? /^([a-z]+)-title$/.exec(classList)?.[1] : undefined;
  if (titled !== undefined && BARE.has(titled)) return titled;
  // Docutils makes a class of an admonition's own title, whatever words are in it.
  if (!tokens.includes("admonition") && PART_OF_ALERT.test(classList)) return undefined;
  if (tokens.includes("details") || tokens.includes("contents")) return undefined;
  const prefixed = PREFIXED.exec(classList)?.[1];
  if (prefixed !== undefined && ALERT_TYPES.has(prefixed)) return prefixed;
  if (tokens.some((token) => FAMILIES.has(token) || token.includes("admonition"))) {
    const word = tokens.find((token) => ALERT_TYPES.has(token) && !(token === "hint" && isGitBookHint(tokens)));
    if (word !== undefined) return word;
    if (tokens.includes("nextra-callout")) {
      return CALLOUT_COLOURS.find(([colour]) => colour.test(classList))?.[1] ?? "note";
    }
    return tokens.some((token) => NAMELESS.has(token)) ? "note" : undefined;
  }
  const [only, kind] = tokens;
  if (only === "note" && kind !== undefined && YARD_NOTES.has(kind)) return kind === "notetag" ? only : kind;
  // DocFX writes it in capitals.
  const word = only !== undefined && /^[A-Z]+$/.test(only) ? only.toLowerCase() : only;
  if (tokens.length === 1 && word !== undefined && BARE.has(word)) return word;
  return undefined;
}
