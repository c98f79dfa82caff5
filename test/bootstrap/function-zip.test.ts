import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { functionZip } from '../../bootstrap/function-zip.ts';

const code = new TextEncoder().encode('export const handler = () => undefined;\n');

it('holds the code under the name that Lambda’s handler setting has', () => {
  expect(Object.keys(unzipSync(functionZip(code)))).toEqual(['index.mjs']);
  expect(unzipSync(functionZip(code))['index.mjs']).toEqual(code);
});

it('T24 the same code gives the same bytes, wherever and whenever', () => {
  expect(createHash('sha256').update(functionZip(code)).digest('hex')).toBe(
    'b8a04f87f1318ce009a6debc5ff2243a63556326e2a3f715e4da4519e21acd01',
  );
});
