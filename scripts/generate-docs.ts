import { mkdirSync, writeFileSync } from 'node:fs';
import { generatedDocs } from './generated-docs.ts';

/** Writes the pages that are made from code. `npm test` fails when one of them is stale. */
const root = new URL('../', import.meta.url);
mkdirSync(new URL('docs/generated/', root), { recursive: true });
for (const { path, text } of await generatedDocs()) {
  writeFileSync(new URL(path, root), text);
  console.log(path);
}
