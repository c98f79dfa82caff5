import { describe, expect, it } from 'vitest';
import { desiredWeb, problemsOf, said, withWeb } from '../app-document.ts';

const routed = { port: 80, routes: [{ path: '/*' }] };

describe('what only a load balancer gives a meaning to', () => {
  const cases: [string, Record<string, unknown>, string[]][] = [
    ['a check without routes', { healthCheck: { path: '/x' } }, ['services.web.healthCheck no-routes']],
    ['a smoke test without routes', { smokeTest: {} }, ['services.web.smokeTest no-routes']],
    ['stickiness that is off', { stickiness: false }, []],
    ['all of them with routes', { ...routed, healthCheck: {}, smokeTest: {}, stickiness: true }, []],
    [
      'an attribute that is misspelt',
      { ...routed, targetGroupAttributes: { 'slow_start.duration_second': 60 } },
      ['services.web.targetGroupAttributes.slow_start.duration_second unknown-attribute'],
    ],
    [
      'the load balancer’s own cookie as an attribute',
      { ...routed, targetGroupAttributes: { 'stickiness.app_cookie.cookie_name': 'AWSALB' } },
      ['services.web.targetGroupAttributes.stickiness.app_cookie.cookie_name cookie'],
    ],
    [
      'a repository of somebody else',
      { image: 'public.ecr.aws/nginx/nginx:1', repository: {} },
      ['services.web.repository foreign-repository'],
    ],
  ];
  for (const [what, fields, problems] of cases) it(what, () => expect(said(withWeb(fields))).toEqual(problems));

  it('is no error, for AWS adds attributes and routes may follow', () => {
    const problems = problemsOf(
      withWeb({ smokeTest: {}, targetGroupAttributes: { 'slow_start.duration_second': 60 } }),
    );
    expect(problems.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning']);
    expect(problems.find(({ code }) => code === 'unknown-attribute')?.nearest).toBe('slow_start.duration_seconds');
  });

  it('of the defaults is for the services that have routes', () => {
    expect(said(withWeb({}, { defaults: { smokeTest: {}, healthCheck: { path: '/x' } } }))).toEqual([]);
  });

  it('a repository whose registry is spelt out is the same one', () => {
    const image = '210987654321.dkr.ecr.eu-central-1.amazonaws.com/todo/web:1';
    expect(desiredWeb({ image, repository: {} }).repositories.map(({ input }) => input.repositoryName)).toEqual([
      'todo/web',
    ]);
  });
});
