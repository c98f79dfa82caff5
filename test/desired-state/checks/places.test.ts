import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/desired-state/read-document.ts';
import { LISTENER, said, withWeb } from '../app-document.ts';

const ssm = 'arn:aws:ssm:us-east-1:210987654321:parameter/todo/key';
const foreignRole = 'arn:aws:iam::111122223333:role/x';
const rule = (listener: string) => `${listener.replace(':listener/', ':listener-rule/')}/0011223344556677`;

describe('account and region of everything', () => {
  const cases: [string, Record<string, unknown>, string[]][] = [
    ['a secret of another region', { secrets: { KEY: ssm } }, ['services.web.secrets.KEY wrong-region']],
    [
      "a sidecar's secret",
      { sidecars: { a: { image: 'r/a', secrets: { KEY: ssm } } } },
      ['services.web.sidecars.a.secrets.KEY wrong-region'],
    ],
    ['a role of another account', { roles: { task: foreignRole } }, ['services.web.roles.task wrong-account']],
    [
      'a key of another account',
      { repository: { encryption: { kms: 'arn:aws:kms:eu-central-1:111122223333:key/1' } } },
      ['services.web.repository.encryption.kms wrong-account'],
    ],
    [
      "a log router's image",
      { logs: { firelens: { image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/r:1' } } },
      ['services.web.logs.firelens.image foreign-registry'],
    ],
    [
      'a secret of another region and another account',
      { secrets: { KEY: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:x-abcdef' } },
      ['services.web.secrets.KEY wrong-region', 'services.web.secrets.KEY wrong-account'],
    ],
    ['an image of no ECR', { image: 'ghcr.io/owner/app:1' }, []],
    ['a rule of the listener', { port: 80, routes: [{ path: '/*' }], adopt: { rule: rule(LISTENER) } }, []],
    [
      'a rule of another listener',
      {
        port: 80,
        routes: [{ path: '/*' }],
        adopt: { rule: rule(LISTENER.replace('f2f7dc8efc522ab2', '0000000000000000')) },
      },
      ['services.web.adopt.rule wrong-listener'],
    ],
    [
      'a role in an overlay',
      { taskDefinition: { taskRoleArn: foreignRole } },
      ['services.web.taskDefinition.taskRoleArn wrong-account'],
    ],
  ];
  for (const [what, fields, problems] of cases) it(what, () => expect(said(withWeb(fields))).toEqual(problems));

  it('a region that is none is said once, not with every ARN', () => {
    expect(said(withWeb({ secrets: { KEY: ssm } }, { region: 'Frankfurt' }))).toEqual(['region region']);
  });

  it('secrets of defaults are looked at once, not with every service', () => {
    expect(said(withWeb({}, { defaults: { secrets: { KEY: ssm } } }))).toEqual(['defaults.secrets.KEY wrong-region']);
  });

  it('an ARN of elsewhere in an overlay is a warning: AWS may mean it', () => {
    const text = withWeb({
      service: {
        serviceRegistries: [{ registryArn: 'arn:aws:servicediscovery:us-east-1:210987654321:service/srv-1' }],
      },
    });
    const read = readDocument({ text, file: 'app.json' });
    expect(read.ok && read.warnings.map(({ code }) => code)).toEqual(['wrong-region']);
  });

  it('a registry that the fleet allows is no problem', () => {
    const host = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';
    const text = withWeb({ image: `${host}/shared/web:1` });
    expect(readDocument({ text, file: 'app.json', registries: [host] }).ok).toBe(true);
    expect(
      readDocument({ text, file: 'app.json', registries: ['444455556666.dkr.ecr.eu-central-1.amazonaws.com'] }).ok,
    ).toBe(false);
  });
});
