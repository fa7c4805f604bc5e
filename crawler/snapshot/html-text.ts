/** HTML that is safe to put into a page: only the `html` tag makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | readonly Html[] | string | number;

/** Escapes every value that is not HTML already, so that a site's titles and URLs stay text. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.reduce((text, part, at) => text + htmlOf(values[at - 1] ?? "") + part));
}

function htmlOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map((item) => item.text).join("");
  return String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A link for http and https only: a crawled `javascript:` URL must not be one in our report. */
export const linkTo = (url: string): Html =>
  /^https?:\/\//i.test(url) ? html`<a href="${url}" rel="noreferrer nofollow">${url}</a>` : html`${url}`;
