import { describe, expect, it } from 'vitest';
import { type ComparisonCase, judge, readCases, summaryOf } from '../../src/reconcilers/comparison-case.ts';

const pair = (over: Partial<ComparisonCase> = {}): ComparisonCase => ({
  name: 'retention',
  kind: 'logGroup',
  declared: { logGroupName: '/ecs/todo', retentionInDays: 14 },
  observed: { logGroupName: '/ecs/todo', retentionInDays: 30 },
  same: false,
  paths: ['retentionInDays'],
  ...over,
});

describe('readCases', () => {
  it('takes an object with cases and a bare list alike', () => {
    const list = [pair()];
    expect(readCases(JSON.stringify({ about: 'any', cases: list }))).toEqual({ ok: true, cases: list });
    expect(readCases(JSON.stringify(list))).toEqual({ ok: true, cases: list });
  });

  it.each([
    ['{', /^it is not JSON: /],
    ['7', /^it holds neither a list of cases/],
    ['{"cases":{}}', /^it holds neither a list of cases/],
    ['[{"name":"a"}]', /^case 1 \(a\) is no case at kind: /],
    ['[7]', /^case 1 \(without a name\) is no case: /],
    [JSON.stringify([pair(), { ...pair(), observed: [] }]), /^case 2 \(retention\) is no case at observed: /],
  ])('says in one sentence why %s is no file of cases', (text, problem) => {
    const read = readCases(text);
    expect(read.ok ? '' : read.problem).toMatch(problem);
  });

  it("takes AWS' words for bounds, and our own", () => {
    const words = [
      { scaling: { MinCapacity: 2, MaxCapacity: 6 }, scheduled: [{ MinCapacity: 0 }] },
      { scaling: { min: 2, max: 6 }, scheduled: [{ min: 0 }] },
    ];
    const read = readCases(JSON.stringify(words.map((context) => ({ ...pair(), context }))));
    const contexts = read.ok ? read.cases.map(({ context }) => context) : [];
    expect(contexts).toEqual([words[1], words[1]]);
  });
});

describe('judge', () => {
  it('is content when exactly the expected paths differ', () => {
    expect(judge(pair())).toEqual({
      name: 'retention',
      expected: 'different',
      got: 'different',
      paths: ['retentionInDays'],
      ok: true,
    });
  });

  it.each<[string, Partial<ComparisonCase>]>([
    ['a difference where none may be', { same: true, paths: [] }],
    ['another path', { paths: ['logGroupClass'] }],
    ['one path too few', { paths: ['retentionInDays', 'logGroupClass'] }],
    ['one path too many', { paths: [] }],
    ['no difference at all', { observed: { logGroupName: '/ecs/todo', retentionInDays: 14 } }],
  ])('finds %s wrong', (_what, over) => {
    expect(judge(pair(over)).ok).toBe(false);
  });

  it('takes any difference where no paths are named', () => {
    const { paths: _, ...unnamed } = pair();
    expect(judge(unnamed).ok).toBe(true);
  });

  it.each(['bucket', '__proto__', 'constructor'])('says that it does not know the kind %s', (kind) => {
    expect(judge(pair({ kind }))).toMatchObject({ got: `unknown kind ${kind}`, paths: [], ok: false });
  });

  it('hands the context to the differ', () => {
    const service = pair({ kind: 'service', declared: { desiredCount: 2 }, observed: { desiredCount: 5 }, same: true });
    expect(judge(service).ok).toBe(false);
    expect(judge({ ...service, context: { scaling: { min: 2, max: 6 } } }).ok).toBe(true);
  });
});

describe('summaryOf', () => {
  it('counts false differences and missed ones as fields', () => {
    const cases = [
      pair(),
      pair({ same: true, paths: [] }),
      pair({ paths: ['logGroupClass', 'kmsKeyId'] }),
      pair({ kind: 'bucket' }),
    ];
    expect(summaryOf(cases, cases.map(judge))).toEqual({
      event: 'summary',
      cases: 4,
      right: 1,
      falseDifferences: 2,
      missed: 3,
    });
  });
});
