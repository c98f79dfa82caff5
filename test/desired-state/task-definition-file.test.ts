import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTaskDefinition } from '../../src/desired-state/task-definition-file.ts';

const shared = new URL('../../../shared/inputs/task-definitions/', import.meta.url);
const ours = new URL('../fixtures/task-definitions/', import.meta.url);

interface Case {
  readonly file: string;
  readonly expect: 'accept' | 'accept-with-notes' | 'refuse';
  readonly causes?: readonly string[];
  readonly notes?: readonly string[];
}

function casesIn(folder: URL): Case[] {
  return existsSync(new URL('index.json', folder))
    ? (JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as Case[])
    : [];
}

const real = casesIn(shared);
if (real.length === 0)
  console.info('../shared is not beside the project: the public task definition files are left out.');

describe('task definition files', () => {
  for (const { file, expect: verdict } of real) {
    it(`${file} from a public repository: ${verdict}`, () => {
      const read = readTaskDefinition({ text: readFileSync(new URL(file, shared), 'utf8'), file });
      expect([read.verdict, read.causes]).toEqual([
        verdict,
        verdict === 'refuse' ? expect.not.arrayContaining([undefined]) : [],
      ]);
      expect(read.causes.length > 0).toBe(verdict === 'refuse');
    });
  }

  for (const { file, expect: verdict, causes = [], notes = [] } of casesIn(ours)) {
    it(`${file}: ${verdict}`, () => {
      const read = readTaskDefinition({ text: readFileSync(new URL(file, ours), 'utf8'), file });
      expect({
        verdict: read.verdict,
        causes: read.causes.map(({ code }) => code),
        notes: read.notes.map(({ code }) => code),
      }).toEqual({ verdict, causes, notes });
    });
  }

  it('R44 a secret in plain environment is named by its variable alone', () => {
    const text = JSON.stringify({
      family: 'a',
      containerDefinitions: [
        { name: 'a', image: 'r/a:1', environment: [{ name: 'DB_PASSWORD', value: 'hunter2-canary' }] },
      ],
    });
    const read = readTaskDefinition({ text, file: 'a.json' });
    expect(read.notes.map(({ code }) => code)).toContain('plain-secret');
    expect(JSON.stringify([read.notes, read.causes])).not.toContain('hunter2-canary');
  });

  it('a missing comma is found at its line and column', () => {
    const read = readTaskDefinition({ text: '{\n "family": "a"\n "cpu": "256"\n}', file: 'a.json' });
    expect(read.causes[0]?.sentence).toMatch(/line 3, column 2/);
  });
});
