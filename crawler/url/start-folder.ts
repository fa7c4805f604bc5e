import { languageTag } from "./language-segment.ts";
import { versionKind } from "./version-segment.ts";

/**
 * The part of its site that a start URL stands for: a path prefix that ends in `/`.
 *
 * `/docs/` and `/docs/intro` mean `/docs/`. A last segment that names a whole documentation (`/product/docs`,
 * `/docs/v2`, `/en`) means what is below it. So does a lone segment (`/docs`, `/framework`): its folder would be the
 * whole host. Only when it is plainly one page (`/intro`, `/guide.html`) or the host holds nothing but documentation
 * (`docs.example.com/setup`) is it the whole host.
 */
export function startFolder(url: URL): string {
  const path = url.pathname;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const last = path.slice(folder.length);
  if (last === "" || isFileName(last)) return folder;
  if (namesDocumentation(last)) return `${path}/`;
  const isOnePage = folder !== "/" || isFirstPageName(last) || isDocumentationHost(url.hostname);
  return isOnePage ? folder : `${path}/`;
}

function isFileName(segment: string): boolean {
  return /\.(?:x?html?|md|markdown|php\d?|aspx?|jspx?|cgi|shtml)$/i.test(segment);
}

function namesDocumentation(segment: string): boolean {
  const isVersion = versionKind(segment) === "sure";
  return isVersion || languageTag(segment) !== undefined || /^(?:docs?|documentation|docs-.*|.*-docs)$/i.test(segment);
}

function isFirstPageName(segment: string): boolean {
  return /^(?:intro|introduction|overview|welcome|home|index|readme|start|about|get(?:ting)?-?started|quick-?start|install(?:ation)?|what-is-.*)$/i.test(
    segment,
  );
}

function isDocumentationHost(hostname: string): boolean {
  return (
    /^(?:docs?|documentation|developers?|dev|help|api|apidocs|learn|guides?|manual|handbook|book|wiki|reference|support)\d?[.-]/.test(
      hostname,
    ) || /\.(?:readthedocs\.(?:io|org)|rtfd\.io|gitbook\.io|mintlify\.app|readme\.io)$/.test(hostname)
  );
}
