import type { Found } from "../../messages.ts";
import { FoundUrls } from "../found-urls.ts";
import { readLinkedPages } from "./linked-pages.ts";

/**
 * Reads Javadoc's `element-list` (`package-list` before Java 10): a package a line, after a `module:name` line those of
 * that module. Gives the summary pages, which link to the classes. An HTML list of classes is read by its links.
 */
export function readJavadocElementList(text: string, url: string): Found[] {
  if (text.trimStart().startsWith("<")) return readLinkedPages(text, url);
  const urls = new FoundUrls(url);
  let module = "";
  for (const [line] of text.matchAll(/[^\r\n]{1,1000}/g)) {
    const name = line.trim();
    if (urls.isFull) break;
    if (name.startsWith("module:")) {
      module = isJavaName(name.slice(7)) ? `${name.slice(7)}/` : "";
      if (module !== "") urls.addPage(`${module}module-summary.html`);
    } else if (isJavaName(name)) urls.addPage(`${module}${name.replaceAll(".", "/")}/package-summary.html`);
  }
  return urls.all;
}

function isJavaName(name: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*$/u.test(name);
}
