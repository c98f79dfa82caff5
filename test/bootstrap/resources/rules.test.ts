import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventSources } from '../../../bootstrap/resources/event-sources.ts';
import { rulesAndPermissions } from '../../../bootstrap/resources/rules.ts';
import { propertiesOf } from '../properties.ts';
import { resolved } from '../references.ts';
import { matches } from './event-pattern.ts';

/** The same events that dispatch is tested with: what wakes an app must get through, and what nobody reads should not. */
const folder = new URL('../../fixtures/events/', import.meta.url);
const json = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const { account } = json('fleet.json') as { account: string };
const { events } = json('index.json') as {
  events: { file: string; expect: { apps: string[]; reason: string }; handler?: string }[];
};

const options = { vpc: false, tracing: false, cloudTrail: true } as const;
const resources = rulesAndPermissions(options);
const patterns = Object.values(resources)
  .filter(({ Type }) => Type === 'AWS::Events::Rule')
  .map(({ Properties }) => resolved(Properties.EventPattern, { 'AWS::AccountId': account }));
const passing = (event: unknown) => patterns.filter((pattern) => matches(pattern, event)).length;
const isBus = (event: unknown): event is { source: string } =>
  typeof event === 'object' &&
  event !== null &&
  'detail-type' in event &&
  'source' in event &&
  event.source !== 'aws.scheduler' &&
  event.source !== 'aws.events';

describe('events of the bus', () => {
  const busEvents = events.filter(({ file, handler }) => handler !== 'reconcile' && isBus(json(file)));

  it('are there to be tested', () => {
    expect(busEvents.filter(({ expect: { apps } }) => apps.length > 0).length).toBeGreaterThan(8);
  });

  for (const { file, expect: expected } of busEvents)
    if (expected.apps.length > 0)
      it(`${file} comes to dispatch, once`, () => {
        expect(passing(json(file))).toBe(1);
      });

  it.each([
    '04-ecr-push-digest-only.json',
    '05-ecr-push-failed.json',
    '23-cloudtrail-update-service-denied.json',
    '42-hostile-source-lookalike.json',
  ])('%s costs no invocation', (file) => {
    expect(passing(json(file))).toBe(0);
  });

  it('of another account pass the rules, as those of accepted ones must: the bus’ policy keeps strangers out', () => {
    expect(passing(json('40-hostile-wrong-account.json'))).toBe(1);
  });

  it('a task that only changes its state, or belongs to no service, costs none', () => {
    const stopped = json('15-ecs-task-stopped-cannot-pull.json') as { detail: object };
    expect(passing(stopped)).toBe(1);
    expect(passing({ ...stopped, detail: { ...stopped.detail, lastStatus: 'RUNNING' } })).toBe(0);
    expect(passing({ ...stopped, detail: { ...stopped.detail, group: 'family:job' } })).toBe(0);
  });

  it('what tasks and pulls write every minute is no change of ours', () => {
    const change = json('18-cloudtrail-update-service-by-user.json') as { detail: object };
    for (const eventName of ['CreateLogStream', 'UploadLayerPart', 'RegisterTargets'])
      expect(passing({ ...change, detail: { ...change.detail, eventName } })).toBe(0);
  });

  it('without CloudTrail there is no rule for calls', () => {
    expect(rulesAndPermissions({ ...options, cloudTrail: false })).not.toHaveProperty('CallRule');
  });
});

describe('T1 who may call dispatch', () => {
  it('each rule has a right of its own, for this account and this rule', () => {
    const rules = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::Events::Rule');
    for (const id of rules)
      expect(resources[`${id}Permission`]?.Properties).toMatchObject({
        Principal: 'events.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
      });
    expect(Object.keys(resources)).toHaveLength(2 * rules.length);
  });

  it('a pattern fits into what EventBridge takes', () => {
    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(4_096);
  });
});

describe('records of the table’s stream', () => {
  const { Filters } = propertiesOf(eventSources(), 'StreamSource').FilterCriteria as { Filters: { Pattern: string }[] };
  const filters = Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown);
  const recordsOf = (file: string) => (json(file) as { Records: unknown[] }).Records;
  const comes = (record: unknown) => filters.some((filter) => matches(filter, record));

  it.each([
    '27-stream-document-insert.json',
    '28-stream-document-modify.json',
    '31-stream-document-removed.json',
    '32-stream-control-modify.json',
    '32-stream-request-insert.json',
  ])('%s comes to dispatch', (file) => {
    expect(recordsOf(file).some(comes)).toBe(true);
  });

  it('leases, status and history, our own writes, wake nobody', () => {
    expect(recordsOf('29-stream-lease-and-status.json').filter(comes)).toEqual([]);
    expect(recordsOf('30-stream-ttl-delete.json').filter(comes)).toEqual([]);
  });
});
