import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
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

/** What stands in the way of each file that is refused: every cause that its index names, by our codes. */
const causesOf: Readonly<Record<string, readonly string[]>> = {
  'aghcampus-ec2-described.json': ['not-fargate', 'host-port'],
  'consul-server-host-network.json': ['network-mode'],
  'ecspresso-go-template.json': ['placeholder-image'],
  'firelens-datadog-placeholders.json': ['placeholder'],
  'firelens-newrelic-cpu-in-words-placeholders.json': ['placeholder'],
  'keenethics-no-image.json': ['no-image'],
  'lgtm-cat-arm64-variables.json': ['no-image', 'no-image'],
  'monitoring-ec2-host-volumes.json': [
    'not-fargate',
    'network-mode',
    'cpu-value',
    'host-volume',
    'host-volume',
    'host-port',
    'host-port',
    'not-on-fargate',
  ],
  'not-json-missing-comma.txt': ['syntax'],
  // The health check without CMD is a cause that the index does not name.
  'otel-collector-sidecar-placeholders.json': ['placeholder', 'placeholder', 'placeholder', 'health-check'],
  'sandbox-gateway-dynamic-port.json': ['host-port'],
  'sensorvision-two-containers-placeholders.json': ['placeholder-image', ...Array<string>(5).fill('placeholder')],
  'supportflow-placeholders.json': ['placeholder-image', ...Array<string>(3).fill('placeholder')],
  'vite-repository-credentials-ec2.json': ['not-fargate', 'network-mode', 'host-port', 'log-driver'],
};

describe('task definition files', () => {
  for (const { file, expect: verdict } of real) {
    it(`${file} from a public repository: ${verdict}`, () => {
      const read = readTaskDefinition({ text: readFileSync(new URL(file, shared), 'utf8'), file });
      expect([read.verdict, read.causes.map(({ code }) => code)]).toEqual([verdict, causesOf[file] ?? []]);
      expect(read.taskDefinition === undefined).toBe(verdict === 'refuse');
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

  if (real.length > 0)
    it('the syntax error of a public file is found where its index says', () => {
      const file = 'not-json-missing-comma.txt';
      const read = readTaskDefinition({ text: readFileSync(new URL(file, shared), 'utf8'), file });
      expect(read.causes[0]?.sentence).toContain('line 34, column 20');
    });

  it('roles with placeholders are left out, so that derived ones come in their place', () => {
    const file = 'role-placeholder.json';
    const source = { text: readFileSync(new URL(file, ours), 'utf8'), file };
    const read = readTaskDefinition(source);
    expect(JSON.stringify(read.taskDefinition)).not.toMatch(/ACCOUNT_ID|XXXXXX/);
    expect(readTaskDefinition(source, { rolesGiven: false }).causes.map(({ code }) => code)).toEqual([
      'placeholder-role',
    ]);
  });

  it('the service’s own image stands in for a missing or unfinished one of its container only', () => {
    const text = JSON.stringify({
      family: 'x',
      containerDefinitions: [{ name: 'a' }, { name: 'b', image: 'r/b:{{TAG}}' }],
    });
    const causes = (imageOf: string) =>
      readTaskDefinition({ text, file: 'x' }, { rolesGiven: true, imageOf }).causes.map(({ path }) => path);
    expect(causes('a')).toEqual(['containerDefinitions.1.image']);
    expect(causes('b')).toEqual(['containerDefinitions.0.image']);
  });

  for (const text of [
    '',
    '[]',
    '1',
    'null',
    '"x"',
    '{"containerDefinitions": {}}',
    '{"containerDefinitions": [null, 1]}',
    '{"taskDefinition": []}',
  ])
    it(`«${text}» is refused, and nothing is thrown`, () => {
      const read = readTaskDefinition({ text, file: 'x.json' });
      expect([read.verdict, read.causes.length > 0]).toEqual(['refuse', true]);
    });

  it('no JSON makes it throw', () => {
    const fields = [
      'containerDefinitions',
      'name',
      'image',
      'logConfiguration',
      'options',
      'volumes',
      'host',
      'taskDefinition',
      'cpu',
    ];
    const any = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(null, 1, '', '{{X}}', true, [], {}),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...fields), tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any;
    fc.assert(
      fc.property(any, (value) => {
        const read = readTaskDefinition({ text: JSON.stringify(value), file: 'any.json' });
        expect(read.verdict === 'refuse').toBe(read.causes.length > 0);
      }),
      { seed: 8, numRuns: 1_000 },
    );
  });
});
