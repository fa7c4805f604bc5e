import type { Corpus } from "./corpus.ts";
import { THEMES } from "./themes.ts";

const { sphinx, django, docbook, gtkDoc, asciidoc, mkdocs, doxygen, javadoc, rustdoc, mdbook, giDocgen } = THEMES;

/** Documentation that other hands wrote, as Debian's packages carry it; the main generators are all among them. */
export const CORPORA: readonly Corpus[] = [
  corpus("python3.11-doc", "Sphinx, python-docs theme", "usr/share/doc/python3.11/html", sphinx),
  corpus("python-django-doc", "Sphinx, Django's theme", "usr/share/doc/python-django-doc/html", django),
  corpus("sphinx-doc", "Sphinx, its own theme", "usr/share/doc/sphinx-doc/html", sphinx),
  corpus("python-jinja2-doc", "Sphinx, Pallets' theme", "usr/share/doc/python-jinja2-doc/html", sphinx),
  corpus("postgresql-doc-15", "DocBook", "usr/share/doc/postgresql-doc-15/html", docbook),
  corpus("git-doc", "AsciiDoc", "usr/share/doc/git-doc", asciidoc),
  corpus("mkdocs-doc", "MkDocs", "usr/share/doc/mkdocs/html", mkdocs),
  corpus("doxygen-doc", "Doxygen", "usr/share/doc/doxygen/html", doxygen),
  {
    ...corpus("openjdk-17-doc", "Javadoc", "usr/share/doc/openjdk-17-jre-headless/api", javadoc),
    include: ["/index.html", "/java.base/java/util/**"],
  },
  { ...corpus("rust-doc", "rustdoc", "usr/share/doc/rust-doc/html", rustdoc), start: "std/index.html" },
  { ...corpus("rust-doc", "mdBook", "usr/share/doc/rust-doc/html", mdbook), start: "book/index.html" },
  corpus("libglib2.0-doc", "GTK-Doc", "usr/share/gtk-doc/html/glib", gtkDoc),
  corpus("libpango1.0-doc", "gi-docgen", "usr/share/doc/libpango1.0-doc/reference/Pango", giDocgen),
];

function corpus(name: string, generator: string, root: string, theme: Corpus["theme"]): Corpus {
  return { package: name, generator, root, start: "index.html", theme };
}
