import { type Bundle, bundle, FUNCTIONS } from './bundle.ts';

/** What is shipped, by package: committed, so that a package that comes in or goes is seen in the change that brings it. */
export async function bundledPackagesMarkdown(root: string): Promise<string> {
  const bundles = await bundle(root, FUNCTIONS);
  const names = [...new Set(bundles.flatMap(packagesOf))].sort();
  const mark = (name: string) => bundles.map((each) => (packagesOf(each).includes(name) ? ' x ' : '   ')).join('|');
  return [
    '# Packages in the functions’ bundles',
    '',
    'Made by `node scripts/with-node.mjs scripts/generate-docs.ts`; a test compares. Sizes are in `dist/contents.json`, versions,',
    'licences and hashes in `dist/sbom.cdx.json` after `npm run build`.',
    '',
    `| package | ${bundles.map(({ name }) => name).join(' | ')} |`,
    `|---|${bundles.map(() => '---|').join('')}`,
    ...names.map((name) => `| ${name} |${mark(name)}|`),
    '',
  ].join('\n');
}

function packagesOf({ contents }: Bundle): string[] {
  return contents.map(([name]) => name).filter((name) => name !== 'src');
}
