import { type Element, isTag } from "domhandler";
import { plainText } from "./plain-text.ts";
import { compileSelectors } from "./simple-selector.ts";
import type { Survey } from "./survey-page.ts";
import { hasAncestorIn } from "./tree-relations.ts";

/** Characters of text above which a page with a password field is about something else. */
const MAX_LOGIN_TEXT = 800;

/** Where themes keep a login that readers open when they want it. */
const isAside = compileSelectors(["dialog", "nav", "header", "footer", "[hidden]", "[aria-hidden=true]", ".modal"]);

/** Whether the page is a form that asks for a password: a wall before the site, and nothing of the site itself. */
export function isLoginForm(survey: Survey, content: ReadonlySet<Element>, isGuess: boolean): boolean {
  const { passwords, tags, landmarks, body } = survey;
  if (passwords.length === 0 || tags.has("pre")) return false;
  const isAnywhere = isGuess && landmarks.length === 0;
  const isShown = passwords.some((field) => !isPutAside(field) && (isAnywhere || hasAncestorIn(field, content)));
  if (!isShown) return false;
  let text = 0;
  for (const element of isAnywhere ? [body] : content) text += plainText(element, MAX_LOGIN_TEXT).length;
  return text < MAX_LOGIN_TEXT;
}

function isPutAside(field: Element): boolean {
  for (let around = field.parent; around !== null && isTag(around); around = around.parent) {
    if (isAside(around)) return true;
  }
  return false;
}
