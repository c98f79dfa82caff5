import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { createItems } from '../../src/records/items.ts';
import { findSpoke, spokesKey } from '../../src/records/spokes.ts';
import { Terminal } from './shell.ts';

const HUB = '210987654321';
const SPOKE = '333333333333';
const MAKE = `bootstrap spoke --hub ${HUB} --yes`;
let hub: Terminal;
let spoke: Terminal;

beforeEach(async () => {
  hub = new Terminal(HUB);
  spoke = new Terminal(SPOKE, hub.simulator);
  expect(await hub.type('bootstrap --yes')).toBe(0);
});

async function accepted(region = 'eu-central-1', account = SPOKE) {
  const { clock } = hub.simulator.world;
  const client = new DynamoDBClient(hub.config());
  const items = createItems({ client, table: 'ecs-steward', clock, random: () => 0.5, count: () => undefined });
  const item = await items.get(spokesKey);
  if (!item.ok) throw new Error(item.failure.message);
  return findSpoke(item.value, { account, region });
}

async function busPolicy(): Promise<string> {
  const { Policy = '' } = await new EventBridgeClient(hub.config()).send(new DescribeEventBusCommand({}));
  return Policy;
}

async function trustOf(role: string): Promise<string> {
  const { Role } = await new IAMClient(spoke.config()).send(new GetRoleCommand({ RoleName: role }));
  return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
}

/** The line that the hub is to run, as it was printed. */
function lineForTheHub(): string {
  return /ecs-steward (bootstrap spoke --accept .*)/.exec(spoke.out)?.[1] ?? '';
}

describe('ecs-steward bootstrap spoke', () => {
  it('makes the roles and rules, prints the external id once, and the hub accepts by the very line', async () => {
    expect([await spoke.type(MAKE), spoke.err]).toEqual([0, expect.stringContaining('+ ReadRole  AWS::IAM::Role')]);
    const line = lineForTheHub();
    expect(line).toMatch(/^bootstrap spoke --accept 333333333333 --external-id [\w-]{32} --regions eu-central-1$/);
    const [, id = ''] = /--external-id (\S+)/.exec(line) ?? [];
    for (const role of ['ecs-steward-spoke-read', 'ecs-steward-spoke-write']) {
      expect(await trustOf(role)).toContain(`"sts:ExternalId":"${id}"`);
      expect(await trustOf(role)).toContain(`arn:aws:iam::${HUB}:role/ecs-steward-reconcile`);
    }
    expect(await accepted()).toMatchObject({ is: 'not-accepted' });
    expect([await hub.type(line), hub.err]).toEqual([0, '']);
    expect(await accepted()).toEqual({ is: 'accepted', externalId: id });
    expect(await accepted('eu-west-1')).toMatchObject({ is: 'not-accepted' });
    expect(await busPolicy()).toContain(`arn:aws:iam::${SPOKE}:root`);
    expect(await spoke.type(MAKE)).toBe(0);
    expect(spoke.out).toContain('as it should be');
    expect(spoke.out).not.toContain(id);
    expect(spoke.err).not.toContain(id);
  });

  it('has the roles once and rules in every region, and an upgrade keeps the external id', async () => {
    expect(await spoke.type(`${MAKE} --regions eu-central-1,eu-west-1 --external-id agreed-by-phone --json`)).toBe(0);
    expect(spoke.json()).toMatchObject({
      ok: true,
      externalId: 'agreed-by-phone',
      regions: ['eu-central-1', 'eu-west-1'],
    });
    for (const region of ['eu-central-1', 'eu-west-1']) {
      const { Rules = [] } = await new EventBridgeClient(spoke.config(region)).send(new ListRulesCommand({}));
      expect(Rules.map(({ Name }) => Name)).toEqual(
        ['image', 'scan', 'service', 'task'].map((name) => `ecs-steward-spoke-${name}`),
      );
    }
    expect(await spoke.type(`${MAKE} --regions eu-central-1,eu-west-1 --cloudtrail`)).toBe(0);
    expect(spoke.err).toContain('+ CallRule  AWS::Events::Rule');
    expect(await trustOf('ecs-steward-spoke-read')).toContain('agreed-by-phone');
  });

  it('two accounts stand beside each other, and one that is forgotten is shut out alone', async () => {
    const other = '444444444444';
    await hub.type(`bootstrap spoke --accept ${SPOKE} --external-id one`);
    await hub.type(`bootstrap spoke --accept ${other} --external-id two --regions eu-west-1`);
    expect(await accepted()).toEqual({ is: 'accepted', externalId: 'one' });
    expect(await hub.type(`bootstrap spoke --forget ${SPOKE}`)).toBe(0);
    expect(hub.out).toContain('its apps run on as they are');
    expect(await accepted()).toMatchObject({ is: 'not-accepted' });
    expect(await accepted('eu-west-1', other)).toEqual({ is: 'accepted', externalId: 'two' });
    expect(await busPolicy()).not.toContain(SPOKE);
    expect(await busPolicy()).toContain(other);
    expect(await hub.type(`bootstrap spoke --forget ${SPOKE}`)).toBe(0);
  });

  it('another region of the hub is a spoke, too; the hub’s own place is none', async () => {
    expect(await hub.type(`${MAKE} --hub-region eu-central-1 --region eu-west-1`)).toBe(0);
    const line = /ecs-steward (bootstrap spoke --accept .*)/.exec(hub.out)?.[1] ?? '';
    expect(await hub.type(line)).toBe(0);
    expect(await accepted('eu-west-1', HUB)).toMatchObject({ is: 'accepted' });
    expect(await busPolicy()).toBe('');
    expect(await hub.type(MAKE)).toBe(1);
    expect(hub.err).toContain('is the hub itself');
    expect(await hub.type(`bootstrap spoke --accept ${HUB} --external-id x1`)).toBe(1);
    expect(hub.err).toContain('is the hub itself');
  });

  it('says that the hub must be there first, where IAM does not know its role', async () => {
    const message = `Invalid principal in policy: "AWS":"arn:aws:iam::${HUB}:role/ecs-steward-reconcile"`;
    hub.simulator.faults.order({
      on: 'iam:CreateRole',
      times: 1,
      do: { kind: 'error', code: 'MalformedPolicyDocument', message, status: 400, when: 'before' },
    });
    expect(await spoke.type(MAKE)).toBe(1);
    expect(spoke.err).toContain(`run ecs-steward bootstrap with credentials of ${HUB} first`);
    expect(await spoke.type(MAKE)).toBe(0);
    expect(lineForTheHub()).toContain('--external-id');
  });

  it('asks first, refuses what does not fit, and says what the hub lacks', async () => {
    spoke.answer = false;
    expect(await spoke.type(`bootstrap spoke --hub ${HUB}`)).toBe(3);
    expect(await spoke.type('bootstrap spoke --hub 12 --regions here')).toBe(1);
    expect(spoke.err).toMatch(/--hub: an account has twelve digits[\s\S]*--regions: a region, such as eu-central-1/);
    expect(await spoke.type(`bootstrap spoke --accept ${SPOKE} --cloudtrail`)).toBe(1);
    expect(spoke.err.trim().split('\n')).toHaveLength(2);
    expect(await spoke.type('bootstrap spoke')).toBe(1);
    expect(spoke.err).toContain('exactly one of them');
    expect(await spoke.type(`bootstrap spoke --accept ${HUB} --external-id x1`)).toBe(1);
    expect(spoke.err).toContain('credentials of the hub');
  });
});
