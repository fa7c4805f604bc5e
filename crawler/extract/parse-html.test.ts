import { DomHandler, hasChildren, isComment, isDirective, isTag, isText, type ChildNode } from "domhandler";
import fc from "fast-check";
import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { parseHtml } from "./parse-html.ts";

describe("a page's tree", () => {
  it.each([
    ["<p>one<p>two</p></p>", "implied ends"],
    ["<ul><li>a<li>b</ul><table><tr><td>c<td>d<tr><th>e</table>", "open items"],
    ["a</b>c", "an end tag of nothing"],
    ["<!-->a<!--->b<!---->c<!-- d --->e<!-- f", "comments"],
    ["<!DOCTYPE html><?xml version='1.0'?><![CDATA[x]]>y<!>z>", "declarations"],
    ["<script>a</scr</script >b<style/>c</style><title>d &amp; e</title><textarea>&lt;<p></textarea>", "raw text"],
    ["<a href='x&copy=1&lt;' HREF=y class = \"z\" =w hidden/>t", "attributes"],
    ["<svg><path/><title/>a</title></svg><br/><div/>b</br></p>", "foreign elements"],
    ["&amp;&notit;&#x41;&#65&copy", "references"],
    ["a < b <3 </> </ p> <a", "what is no tag"],
  ])("is htmlparser2's: %s (%s)", (html) => {
    expect(ours(html)).toEqual(theirs(html));
  });

  it("is htmlparser2's, whatever the page is", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        // It takes the last character for text when an end tag has no end, and leaves some references in titles alone.
        const html = `${pieces.join("")}>`;
        expect(ours(html)).toEqual(theirs(html));
      }),
      { numRuns: 3000 },
    );
  });
});

const names = "p div li ul td tr table script style textarea xmp svg math br img a pre b option select".split(" ");
const piece = fc.oneof(
  fc.constantFrom(..."<>/!?-='\" \n&;".split("")),
  fc.constantFrom("<!--", "-->", "<![CDATA[", "]]>", "</", "/>", "<!", "<?", "&amp;", "&lt", "&#65;", "&notin;", "İ"),
  fc.constantFrom(...names.flatMap((name) => [`<${name}`, `<${name}>`, `</${name}>`, `<${name.toUpperCase()} a=b>`])),
  fc.constantFrom(" class='x'", ' id="y&amp;z"', " a=b", " =c", " hidden"),
  fc.string({ maxLength: 5 }),
);

interface Shape {
  readonly what: string;
  readonly inside?: readonly Shape[];
}

const ours = (html: string): Shape[] => parseHtml(html).document.children.map(shapeOf);

function theirs(html: string): Shape[] {
  const handler = new DomHandler();
  new Parser(handler).end(html);
  return handler.root.children.map(shapeOf);
}

function shapeOf(node: ChildNode): Shape {
  const links = [node.prev, node.next].map((other) => (other === null ? "-" : "+")).join("");
  if (isTag(node)) {
    const name = node.name === "xmp" ? "pre" : node.name;
    const what = `${links} <${name} ${JSON.stringify(node.attribs)}>`;
    return { what, inside: node.children.map(shapeOf) };
  }
  if (isText(node)) return { what: `${links} text ${JSON.stringify(node.data)}` };
  if (isComment(node)) return { what: `${links} comment ${JSON.stringify(node.data)}` };
  if (isDirective(node)) return { what: `${links} ${node.name} ${JSON.stringify(node.data)}` };
  return { what: node.type, inside: hasChildren(node) ? node.children.map(shapeOf) : [] };
}
