import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/desired-state/read-document.ts';
import { appDocument, problemsOf, said, small, withWeb } from './app-document.ts';

const container = (name: string, more: object = {}) => ({ name, image: 'r/x:1', ...more });
const file = (...containerDefinitions: object[]) => JSON.stringify({ family: 'x', containerDefinitions });
const text = (reference: object, more: object = {}) =>
  withWeb({ taskDefinition: { file: 'td.json', ...reference }, ...more });

describe('a task definition file beside a document', () => {
  it('is part of what is stored, which stands alone', () => {
    const read = readDocument({ text: text({}), file: 'a.json', readFile: () => file(container('web')) });
    const stored: unknown = JSON.parse(read.ok ? read.stored : '{}');
    expect(stored).toMatchObject({
      services: {
        web: {
          taskDefinition: { file: 'td.json', inlined: { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'] } },
        },
      },
    });
  });

  const cases: [string, object, Record<string, string>, string[]][] = [
    ['is not there', {}, {}, ['services.web.taskDefinition.file file']],
    [
      'has two containers and none is named',
      {},
      { 'td.json': file(container('a'), container('b')) },
      ['services.web.taskDefinition.container missing-field'],
    ],
    [
      'has no such container',
      { container: 'c' },
      { 'td.json': file(container('a')) },
      ['services.web.taskDefinition.container unknown-container'],
    ],
    ['has one container of another name', {}, { 'td.json': file(container('a')) }, []],
    [
      'can not run on Fargate: each cause',
      {},
      { 'td.json': file(container('web', { privileged: true, links: ['a'] })) },
      [
        'services.web.taskDefinition.file task-definition-not-on-fargate',
        'services.web.taskDefinition.file task-definition-privileged',
      ],
    ],
    [
      'says twice the same of two containers',
      { container: 'a' },
      { 'td.json': file(container('a'), { name: 'b' }, { name: 'c' }) },
      Array(2).fill('services.web.taskDefinition.file task-definition-no-image'),
    ],
    [
      'has a secret in plain text',
      {},
      { 'td.json': file(container('web', { environment: [{ name: 'DB_PASSWORD', value: 'canary' }] })) },
      ['services.web.taskDefinition.file task-definition-plain-secret'],
    ],
  ];
  for (const [what, reference, files, problems] of cases)
    it(`${what}`, () => expect(said(text(reference), files).sort()).toEqual(problems));

  it("the document's image stands in for the main container's missing one only", () => {
    expect(said(text({ container: 'a' }), { 'td.json': file({ name: 'a' }) })).toEqual([]);
  });

  it('T17 a path outside of the document’s folder is never read', () => {
    for (const path of ['/etc/passwd', '../secret.json', 'a/../../b.json', 'C:\\x.json', 'a\\..\\b.json', 'a\0b']) {
      const read = readDocument({
        text: withWeb({ taskDefinition: { file: path } }),
        file: 'a.json',
        readFile: () => {
          throw new Error('read');
        },
      });
      expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual(['file']);
    }
  });

  it('what comes inlined is judged again: a document may come from anywhere', () => {
    const inlined = JSON.parse(file(container('web', { privileged: true }))) as object;
    expect(said(text({ inlined }))).toEqual(['services.web.taskDefinition.file task-definition-privileged']);
  });

  it('R44 a secret of the file is in no problem', () => {
    const files = {
      'td.json': file(container('web', { environment: [{ name: 'DB_PASSWORD', value: 'canary-value' }] })),
    };
    expect(JSON.stringify(problemsOf(text({}), files))).not.toContain('canary-value');
  });

  it('a file that makes the document too large is refused with the size of both', () => {
    const large = file(container('web', { environment: [{ name: 'A', value: 'x'.repeat(60_000) }] }));
    const service = { ...small, taskDefinition: { file: 'td.json', container: 'web' } };
    const five = appDocument({ a: service, b: service, c: service, d: service, e: service });
    expect(problemsOf(five, { 'td.json': large }).map(({ allowed }) => allowed)).toEqual([
      expect.stringMatching(/at most 256 KiB; this one has 29\d KiB with its files/),
    ]);
  });
});
