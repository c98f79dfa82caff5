import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocumentText } from '../../src/desired-state/document-text.ts';
import { problemText } from '../../src/desired-state/problem-text.ts';
import { MOST_BYTES, readDocument } from '../../src/desired-state/read-document.ts';

function codes(text: string): string[] {
  const read = readDocument({ text, file: 'hostile.yaml' });
  return read.ok ? [] : read.problems.map(({ code }) => code);
}

describe('hostile texts', () => {
  it('T16 ten megabytes are refused before they are parsed, with their size', () => {
    const read = readDocument({ text: 'a'.repeat(10 * 1024 * 1024), file: 'big.yaml' });
    expect(read.ok ? '' : read.problems.map(problemText)).toEqual([
      'big.yaml:1:1 the document: a document has at most 256 KiB; this one has 10240 KiB',
    ]);
    expect(codes('a'.repeat(MOST_BYTES + 1))).toEqual(['too-large']);
    expect(codes(`# ${'ä'.repeat(MOST_BYTES / 2)}`)).toEqual(['too-large']);
  });

  it('T16 an alias bomb is refused at its first alias', () => {
    const bomb = 'a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n';
    const read = readDocument({ text: bomb, file: 'bomb.yaml' });
    expect(read.ok ? [] : read.problems.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['alias', 2, 8],
    ]);
  });

  it('T16 deep nesting is refused in every form that it may have, however deep', () => {
    for (const depth of [41, 200, 20_000]) {
      expect(codes(`a: ${'['.repeat(depth)}${']'.repeat(depth)}`)).toEqual(['too-deep']);
      expect(codes(`${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`)).toEqual(['too-deep']);
      expect(codes(`${'- '.repeat(depth)}1`)).toEqual(['too-deep']);
    }
    expect(codes(`a: ${'['.repeat(30)}${']'.repeat(30)}`)).not.toContain('too-deep');
  });

  it('T16 every duplicate key is named with its path', () => {
    const text = 'app: a\nservices:\n  web: {cpu: 1, cpu: 2}\n  web: {}\napp: b\n';
    const read = readDocument({ text, file: 'twice.yaml' });
    const problems = read.ok ? [] : read.problems.filter(({ code }) => code === 'duplicate-key');
    expect(problems.map(({ code, path, line }) => `${line} ${path} ${code}`)).toEqual([
      '3 services.web.cpu duplicate-key',
      '4 services.web duplicate-key',
      '5 app duplicate-key',
    ]);
    // The rest is read as well: nothing waits for a second try.
    expect(codes(text)).toContain('missing-field');
  });

  it('T16 as many keys as fit are all read', () => {
    const text = Array.from({ length: 25_000 }, (_each, index) => `k${index}: 1`).join('\n');
    expect(codes(text).filter((code) => code === 'unknown-field').length).toBe(25_000);
  });

  it('T16 a value as long as a document can be is judged at once, whatever it repeats and wherever it stands', () => {
    const schedule = (fields: object) => ({ scaling: { min: 1, max: 2, schedules: [fields] } });
    const places: ((long: string) => object)[] = [
      (long) => ({ app: long, region: long }),
      (long) => ({ cluster: long, mode: long }),
      (long) => ({ services: { web: { image: long } } }),
      (long) => ({ services: { web: { cpu: long, stickiness: { cookie: long } } } }),
      (long) => ({ services: { web: { routes: [{ host: long }] } } }),
      (long) => ({ services: { web: { routes: [{ path: long, sourceIp: 'x' }] } } }),
      (long) => ({ services: { web: schedule({ cron: long }) } }),
      (long) => ({ services: { web: schedule({ rate: long }) } }),
      (long) => ({ services: { web: schedule({ timezone: long }) } }),
      (long) => ({ services: { web: { adopt: { repository: long } } } }),
      (long) => ({ services: { web: { [long]: 1 } } }),
      (long) => ({ services: { [long]: {} } }),
      (long) => ({ services: { web: { memory: long, healthCheck: { status: long, path: long } } } }),
      (long) => ({ loadBalancer: { listener: long }, services: { web: { roles: { task: long } } } }),
    ];
    for (const part of ['1', 'a', 'a.', 'a-', '1 ', '/', ' '])
      for (const place of places) {
        const text = JSON.stringify(place(part.repeat(Math.floor(60_000 / part.length))));
        const begun = performance.now();
        expect(codes(text).length).toBeGreaterThan(0);
        expect(performance.now() - begun).toBeLessThan(15_000);
      }
  });

  it('T15 prototype keys are refused wherever they stand, and reach no object', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(codes(`{"app": "todo", "services": {"web": {"taskDefinition": {"${key}": {"polluted": true}}}}}`)).toEqual(
        ['reserved-key'],
      );
      expect(codes(`${key}:\n  polluted: true\n`)).toEqual(['reserved-key']);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('a second document in the text is not dropped without a word', () => {
    expect(codes('app: a\n---\napp: b\n')).toEqual(['syntax']);
  });

  it('a tag is not read as plain text', () => {
    expect(codes('app: !Ref name\n')).toEqual(['syntax']);
    expect(codes('app: !!js/function "x"\n')).toEqual(['syntax']);
  });

  it('R44 what is written in a broken document is in no message', () => {
    const canary = 'canary-7f3a';
    for (const text of [
      `a: "${canary}`,
      `a: b: ${canary}`,
      `{a: 1 ${canary} ]`,
      `@${canary}`,
      `- ${canary}\nb: ${canary}`,
      `web: [${canary}, {${canary}: ${canary}}]`,
    ]) {
      const read = readDocument({ text, file: 'broken.yaml' });
      const said = read.ok ? [] : read.problems.filter(({ code }) => code === 'syntax');
      expect(JSON.stringify(said)).not.toContain(canary);
    }
  });

  it('R44 a map of the wrong kind is not shown with what is inside', () => {
    const read = readDocument({ text: 'services:\n  web: [{environment: {PASSWORD: canary-7f3a}}]\n', file: 'a.yaml' });
    expect(JSON.stringify(read)).not.toContain('canary-7f3a');
  });
});

describe('places', () => {
  it('lie at the value, at the key where asked, and at the nearest thing above where there is none', () => {
    const read = parseDocumentText('a:\n  b: [1, {c: 2}]\n');
    if (!read.ok) throw new Error('not read');
    expect(read.place(['a', 'b', 1, 'c'])).toEqual([2, 14]);
    expect(read.place(['a', 'b', 1, 'c'], true)).toEqual([2, 11]);
    expect(read.place(['a', 'b', 7])).toEqual([2, 3]);
    expect(read.place(['a', 'x'])).toEqual([1, 1]);
    expect(read.place([])).toEqual([1, 1]);
  });
});

describe('any text', () => {
  const json = fc.json({ maxDepth: 6 });
  const fields = ['app', 'services', 'web', 'image', 'routes', 'path', '__proto__', 'taskDefinition', 'file', 'cpu'];
  const near = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(null, 1, -1, 1e99, '', '/', 'a:~1', true, [], {}),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...fields), tie('any'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).any;

  it('makes it say yes or what is wrong, never throw, and never pollute Object.prototype', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      json,
      json.map((inner) => `services: ${inner}`),
      near.map((value) => JSON.stringify(value)),
      near.map((value) => JSON.stringify({ app: 'todo', services: { web: value }, defaults: value, removed: value })),
    );
    fc.assert(
      fc.property(text, (each) => {
        const read = readDocument({ text: each, file: 'any.yaml', readFile: () => each });
        expect(read.ok || read.problems.length > 0).toBe(true);
      }),
      { numRuns: 1_500, seed: 7 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before);
  });
});
