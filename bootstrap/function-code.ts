import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { type Outcome, trouble } from './deploy/trouble.ts';

export interface FunctionCode {
  readonly dispatch: Uint8Array;
  readonly reconcile: Uint8Array;
}

/** The two functions as Lambda takes them, from what `npm run build` left. */
export async function functionCode(root: string): Promise<Outcome<FunctionCode>> {
  try {
    const [dispatch, reconcile] = await Promise.all([zipped(root, 'dispatch'), zipped(root, 'reconcile')]);
    return { ok: true, value: { dispatch, reconcile } };
  } catch (error) {
    return trouble(
      'not-built',
      `the functions are not built (${error instanceof Error ? error.message : error})`,
      'npm run build, then run the same command again',
    );
  }
}

/** The same bytes for the same code: one date for all, in the calendar of the ZIP format, which begins in 1980. */
async function zipped(root: string, name: string): Promise<Uint8Array> {
  const code = await readFile(join(root, 'dist', name, 'index.mjs'));
  return zipSync({ 'index.mjs': [code, { level: 9, mtime: new Date('1980-01-01T00:00:00') }] });
}
