import { createHash } from 'node:crypto';
import { compileFunction } from 'node:vm';
import { transform } from 'esbuild';
import { unzipSync } from 'fflate';
import { AwsError } from '../operation.ts';

/** The names that a module of a function finds instead of the machine's own. */
const NAMES = [
  'exports',
  'module',
  'require',
  'process',
  'console',
  'Date',
  'Math',
  'performance',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'fetch',
] as const;

export type Globals = Readonly<Record<(typeof NAMES)[number], unknown>>;

/** Runs a module with what it finds around it; what it exports is in `exports` then. */
export type Module = (globals: Globals) => void;

/** By digest of the zip and file: the same code is read once, however many environments run it. */
const known = new Map<string, Promise<Module>>();

export function codeSha256(zip: Uint8Array): string {
  return createHash('sha256').update(zip).digest('base64');
}

/** Throws what CreateFunction says to a file that is no zip. */
export function checkZip(zip: Uint8Array): void {
  try {
    if (Object.keys(unzipSync(zip)).length > 0) return;
  } catch {
    // Falls through to the refusal.
  }
  throw new AwsError(
    'InvalidParameterValueException',
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  );
}

/** The handler's file. Rejects with the runtime's own name for what is wrong with it. */
export function moduleOf(zip: Uint8Array, sha256: string, handler: string): Promise<Module> {
  const name = handler.slice(0, handler.lastIndexOf('.'));
  const id = `${sha256} ${name}`;
  const found = known.get(id) ?? read(zip, name);
  known.set(id, found);
  return found;
}

/**
 * The file as it was deployed, run in this process. ES modules are brought to the form of CommonJS: only a function's
 * parameters can stand for `process`, `Date` and the timers without touching those of the simulator itself.
 */
async function read(zip: Uint8Array, name: string): Promise<Module> {
  const files = unzipSync(zip);
  const file = [`${name}.mjs`, `${name}.js`, `${name}.cjs`].find((one) => one in files);
  const bytes = file === undefined ? undefined : files[file];
  if (file === undefined || bytes === undefined)
    throw Object.assign(new Error(`Error: Cannot find module '${name}'`), { name: 'Runtime.ImportModuleError' });
  const { code } = await transform(Buffer.from(bytes).toString(), {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    // An import() must go through `require`, too.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': JSON.stringify(`file:///var/task/${file}`) },
    legalComments: 'none',
    logLevel: 'silent',
  });
  const compiled = compileFunction(code, [...NAMES], { filename: `/var/task/${file}` });
  return (globals) =>
    void Reflect.apply(
      compiled,
      undefined,
      NAMES.map((one) => globals[one]),
    );
}
