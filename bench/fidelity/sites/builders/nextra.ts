import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asFile, type Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

/** What its guide tells to write, in the fewest words. */
const FILES: Readonly<Record<string, string>> = {
  "package.json": '{"private": true, "type": "module"}',
  "next.config.mjs": `import nextra from "nextra";
export default nextra({})({ output: "export", images: { unoptimized: true } });
`,
  "mdx-components.js": `import { useMDXComponents as ofTheme } from "nextra-theme-docs";
export const useMDXComponents = (components) => ({ ...ofTheme(), ...components });
`,
  "app/layout.jsx": `import { Layout, Navbar, Footer } from "nextra-theme-docs";
import { Head } from "nextra/components";
import { getPageMap } from "nextra/page-map";
import "nextra-theme-docs/style.css";
export const metadata = { title: "Sample" };
export default async function Root({ children }) {
  return (
    <html lang="en" dir="ltr" suppressHydrationWarning>
      <Head />
      <body>
        <Layout navbar={<Navbar logo={<b>Sample</b>} />} footer={<Footer>Made with Nextra</Footer>}
          pageMap={await getPageMap()} docsRepositoryBase="https://example.com/sample">{children}</Layout>
      </body>
    </html>
  );
}
`,
  "app/[[...mdxPath]]/page.jsx": `import { generateStaticParamsFor, importPage } from "nextra/pages";
import { useMDXComponents } from "../../mdx-components";
export const generateStaticParams = generateStaticParamsFor("mdxPath");
export async function generateMetadata(props) {
  return (await importPage((await props.params).mdxPath)).metadata;
}
const Wrapper = useMDXComponents().wrapper;
export default async function Page(props) {
  const params = await props.params;
  const { default: Content, ...rest } = await importPage(params.mdxPath);
  return <Wrapper {...rest}><Content {...props} params={params} /></Wrapper>;
}
`,
};

export const nextra: Builder = {
  name: "nextra",
  toolName: "nextra",
  tool: {
    registry: "npm",
    packages: {
      next: "16.4.6",
      nextra: "4.6.1",
      "nextra-theme-docs": "4.6.1",
      // A later one refuses the theme's own layout.
      zod: "4.1.12",
      react: "19.3.1",
      "react-dom": "19.3.1",
    },
  },
  builtFile: asFile,
  async build({ tool, work, out }) {
    for (const [file, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(work, file)), { recursive: true });
      await writeFile(join(work, file), text);
    }
    await rename(join(work, "docs"), join(work, "content"));
    const args = ["build", "--webpack"];
    await runTool({
      command: join(tool, "node_modules/.bin/next"),
      args,
      cwd: work,
      env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    });
    await rename(join(work, "out"), out);
  },
};
