import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, trouble } from './deploy/trouble.ts';
import { functionZip } from './function-zip.ts';

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

async function zipped(root: string, name: string): Promise<Uint8Array> {
  return functionZip(await readFile(join(root, 'dist', name, 'index.mjs')));
}
