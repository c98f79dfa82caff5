import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundle, FUNCTIONS, LARGEST_BUNDLE_BYTES } from '../../../scripts/build/bundle.ts';
import { readDocument } from '../../../src/desired-state/read-document.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('each function fits into its size, with nothing of the simulator or of tests in it', async () => {
  const bundles = await bundle(root, FUNCTIONS);
  expect(bundles.map(({ file }) => file)).toEqual(['dispatch/index.mjs', 'reconcile/index.mjs']);
  for (const { file, bytes, contents } of bundles) {
    expect(bytes, file).toBeLessThanOrEqual(LARGEST_BUNDLE_BYTES);
    expect(contents.map(([name]) => name)).not.toContain('dynalite');
  }
});

test('contents are counted by package, the largest first, and ours as src', async () => {
  const [one, ...more] = await bundle(root, { 'read-document': 'src/desired-state/read-document.ts' });
  expect(more).toEqual([]);
  expect(one).toMatchObject({ name: 'read-document', file: 'read-document/index.mjs' });
  const names = one?.contents.map(([name]) => name) ?? [];
  expect(names).toEqual(expect.arrayContaining(['src', 'zod', 'yaml']));
  const sizes = one?.contents.map(([, bytes]) => bytes) ?? [];
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
});

test('a bundle is loaded by Node as it stands, away from node_modules, with its source map beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bundle-'));
  try {
    await bundle(root, { reconcile: 'src/handlers/reconcile.ts' }, folder);
    const file = join(folder, 'reconcile', 'index.mjs');
    const code = `import(${JSON.stringify(pathToFileURL(file).href)}).then((loaded) => console.log(Object.keys(loaded).join()))`;
    expect(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' })).toContain('createReconcile');
    expect(existsSync(`${file}.map`)).toBe(true);
    expect(readFileSync(file, 'utf8').trimEnd().endsWith('//# sourceMappingURL=index.mjs.map')).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the same sources give the same bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bundle-'));
  const entry = { messages: 'src/handlers/messages.ts' };
  try {
    await bundle(root, entry, join(folder, 'a'));
    await bundle(root, entry, join(folder, 'b'));
    const read = (which: string) => readFileSync(join(folder, which, 'messages', 'index.mjs'), 'utf8');
    expect(read('a')).toBe(read('b'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('without Zod’s other languages the bundle says the same of a document as the sources do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bundle-'));
  try {
    const [one] = await bundle(root, { read: 'src/desired-state/read-document.ts' }, folder);
    const loaded = (await import(pathToFileURL(join(folder, 'read', 'index.mjs')).href)) as {
      readDocument: typeof readDocument;
    };
    const bad = { text: 'app: 7\naccount: no\nservices: []\n', file: 'bad.yaml' };
    expect(JSON.parse(JSON.stringify(loaded.readDocument(bad)))).toEqual(JSON.parse(JSON.stringify(readDocument(bad))));
    const zod = one?.contents.find(([name]) => name === 'zod')?.[1] ?? 0;
    expect(zod).toBeLessThan(250 * 1024);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
