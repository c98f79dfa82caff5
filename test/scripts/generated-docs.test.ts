import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedDocs } from '../../scripts/generated-docs.ts';

const root = new URL('../../', import.meta.url);

const docs = await generatedDocs();

describe('pages made from code', () => {
  for (const { path, text } of docs) {
    it(`${path} is fresh; else run node scripts/with-node.mjs scripts/generate-docs.ts`, () => {
      const file = new URL(path, root);
      expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(text);
    });
  }
});
