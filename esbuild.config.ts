// Bundles the Lambda functions into dist/ and says what is in them: npm run build
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { functionZip } from './bootstrap/function-zip.ts';
import { type Bundle, bundle, FUNCTIONS, LARGEST_BUNDLE_BYTES } from './scripts/build/bundle.ts';
import { installScripts } from './scripts/build/install-scripts.ts';
import { licences } from './scripts/build/licences.ts';
import { readLock } from './scripts/build/lock.ts';
import { sbom } from './scripts/build/sbom.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
/** Packages that are named one by one; the rest is one line. */
const SHOWN = 12;

async function main(): Promise<number> {
  rmSync('dist', { recursive: true, force: true });
  mkdirSync('dist');
  const bundles = await bundle(root, FUNCTIONS, 'dist');
  for (const one of bundles) console.log(report(one));
  const bundled = new Set(bundles.flatMap(({ contents }) => contents.map(([name]) => name)));
  const lock = readLock(readFileSync('package-lock.json', 'utf8'));
  const { byLicence, toDecide } = licences(lock);
  const { allowScripts }: { allowScripts: Record<string, boolean> } = JSON.parse(readFileSync('package.json', 'utf8'));
  const scripts = installScripts(lock, allowScripts);
  write('contents.json', bundles);
  write('sbom.cdx.json', sbom(lock, bundled));
  write('licences.json', byLicence);
  const counts = Object.entries(byLicence).map(([licence, packages]) => `${packages.length} ${licence}`);
  console.log(`licences of what is needed to run: ${counts.join(', ')}`);
  for (const { name, allowed } of scripts)
    console.log(`${name} has an install script, which ${allowed === true ? 'runs' : 'is not run'}`);
  const large = bundles.filter(({ bytes }) => bytes > LARGEST_BUNDLE_BYTES);
  for (const { file } of large) console.error(`${file} is larger than ${kib(LARGEST_BUNDLE_BYTES)}.`);
  for (const each of toDecide) console.error(`${each}: not a licence that may be shipped without a decision.`);
  return large.length === 0 && toDecide.length === 0 ? 0 : 1;
}

function write(file: string, content: unknown): void {
  writeFileSync(`dist/${file}`, `${JSON.stringify(content, null, 2)}\n`);
}

function report({ file, bytes, contents }: Bundle): string {
  const zip = functionZip(readFileSync(`dist/${file}`));
  const hash = createHash('sha256').update(zip).digest('hex');
  const rest = contents.slice(SHOWN).reduce((sum, [, size]) => sum + size, 0);
  const rows = [...contents.slice(0, SHOWN), ...(rest > 0 ? [['the rest', rest] as const] : [])];
  return [
    `dist/${file}  ${kib(bytes)}, zipped ${kib(zip.byteLength)}, sha256 of the zip ${hash}`,
    ...rows.map(([name, size]) => `  ${kib(size).padStart(10)}  ${name}`),
  ].join('\n');
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

process.exitCode = await main();
