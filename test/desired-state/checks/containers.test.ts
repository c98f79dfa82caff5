import { describe, expect, it } from 'vitest';
import { said, withWeb } from '../app-document.ts';

describe('containers of one task', () => {
  const efs = 'fs-0c1d2e3f';
  const cases: [string, Record<string, unknown>, string[]][] = [
    [
      'two ports of one name',
      {
        ports: [
          { port: 80, name: 'http' },
          { port: 81, name: 'http' },
        ],
      },
      ['services.web.ports[1].name duplicate-name'],
    ],
    [
      'two file systems at one place',
      { volumes: { a: { efs, mount: '/data' }, b: { efs, mount: '/data' } } },
      ['services.web.volumes.b.mount duplicate-mount'],
    ],
    [
      'health of a container that has no check',
      { sidecars: { a: { image: 'r/a', dependsOn: { web: 'HEALTHY' } } } },
      ['services.web.sidecars.a.dependsOn.web no-health-check'],
    ],
    [
      'health of one that has',
      { containerHealthCheck: { command: 'true' }, sidecars: { a: { image: 'r/a', dependsOn: { web: 'HEALTHY' } } } },
      [],
    ],
  ];
  for (const [what, fields, problems] of cases) it(what, () => expect(said(withWeb(fields))).toEqual(problems));

  it('a variable of the defaults and a secret of the service are one name, said where the secret is', () => {
    expect(said(withWeb({ secrets: { A: '/a' } }, { defaults: { environment: { A: 'x' } } }))).toEqual([
      'services.web.secrets.A duplicate-name',
    ]);
    expect(said(withWeb({ environment: { A: 'x' } }, { defaults: { secrets: { A: '/a' } } }))).toEqual([
      'defaults.secrets.A duplicate-name',
    ]);
  });
});
