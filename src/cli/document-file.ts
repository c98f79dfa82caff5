import { dirname, join } from 'node:path';
import type { Identity } from '../../bootstrap/deploy/identity.ts';
import { type Outcome, thrown, trouble } from '../../bootstrap/deploy/trouble.ts';
import type { DesiredApp } from '../desired-state/desired.ts';
import { type DocumentRead, readDocument } from '../desired-state/read-document.ts';
import type { Surroundings } from './command.ts';

type Files = Pick<Surroundings, 'readText'>;

/** A document on this machine, with the files that it names from beside it. */
export async function readDocumentFile(files: Files, file: string): Promise<Outcome<DocumentRead>> {
  const text = await textOf(files, file);
  if (!text.ok) return text;
  const named = new Set<string>();
  const first = readDocument({
    text: text.value,
    file,
    readFile: (path) => {
      named.add(path);
      return undefined;
    },
  });
  if (named.size === 0) return { ok: true, value: first };
  const beside = new Map<string, string>();
  for (const path of named) {
    const inner = await textOf(files, join(dirname(file), path));
    // The reader says what is missing, with its place in the document.
    if (inner.ok) beside.set(path, inner.value);
  }
  return { ok: true, value: readDocument({ text: text.value, file, readFile: (path) => beside.get(path) }) };
}

async function textOf({ readText }: Files, file: string): Promise<Outcome<string>> {
  try {
    return { ok: true, value: await readText(file) };
  } catch (error) {
    return trouble('aws', `${file} can't be read (${thrown(error).message})`, 'check the path');
  }
}

/** A document acts where it says; credentials of another place would store it where nobody acts on it (T7). */
export function inPlaceOf(app: DesiredApp, identity: Identity): Outcome<void> {
  if (app.account === identity.account && app.region === identity.region) return { ok: true, value: undefined };
  return trouble(
    app.account === identity.account ? 'wrong-region' : 'wrong-account',
    `the document is for ${app.account} ${app.region}, and these credentials act in ${identity.account} ${identity.region}`,
    `use --region ${app.region} and the profile of ${app.account}`,
  );
}
