import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { defaultNetwork } from '../../src/simulator/ec2/network.ts';
import { addLoadBalancer } from '../../src/simulator/elbv2/add-load-balancer.ts';
import { elbv2 } from '../../src/simulator/elbv2.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';

const where = { account: '210987654321', region: 'eu-central-1' };

/** A load balancer in the default network, and a client that reaches the simulator without a socket. */
function overTheWire(throttling = false) {
  const simulator = createSimulator({ services: [elbv2], throttling, latencyMs: [0, 0] });
  const { vpcId, subnetIds } = defaultNetwork(simulator.world, where);
  const made = addLoadBalancer(simulator.world, where, { name: 'todo', vpcId, subnets: subnetIds, listenerPort: 80 });
  const client = new elb.ElasticLoadBalancingV2Client({
    region: where.region,
    credentials: { accessKeyId: where.account, secretAccessKey: 'simulated' },
    requestHandler: simulator.requestHandler(),
    maxAttempts: 1,
  });
  return { ...made, vpcId, client };
}

async function makeGroup(client: elb.ElasticLoadBalancingV2Client, VpcId: string) {
  const input = { Name: 'backend', Protocol: 'HTTP', Port: 8080, VpcId, TargetType: 'ip' } as const;
  const answer = await client.send(new elb.CreateTargetGroupCommand(input));
  return answer.TargetGroups?.[0]?.TargetGroupArn ?? '';
}

describe('through the real client', () => {
  it('a rule comes back as it is described, with empty lists and numbers as such', async () => {
    const { client, vpcId, listenerArn } = overTheWire();
    const TargetGroupArn = await makeGroup(client, vpcId);
    const made = await client.send(
      new elb.CreateRuleCommand({
        ListenerArn: listenerArn,
        Priority: 10,
        Conditions: [
          { Field: 'path-pattern', Values: ['/a&b/*', '/<c>'] },
          { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '2' }] } },
        ],
        Actions: [{ Type: 'forward', TargetGroupArn }],
        Tags: [{ Key: 'ecs-steward:app', Value: 'todo' }],
      }),
    );
    const all = await client.send(new elb.DescribeRulesCommand({ ListenerArn: listenerArn }));
    expect(all.Rules).toHaveLength(2);
    expect(all.Rules?.[0]).toEqual(made.Rules?.[0]);
    expect(all.Rules?.[0]).toMatchObject({
      Priority: '10',
      IsDefault: false,
      Transforms: [],
      Conditions: [
        { PathPatternConfig: { Values: ['/a&b/*', '/<c>'] } },
        { QueryStringConfig: { Values: [{ Key: 'v', Value: '2' }] } },
      ],
      Actions: [{ ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] } }],
    });
    expect(all.Rules?.[1]).toMatchObject({ Priority: 'default', IsDefault: true, Conditions: [] });
    const ResourceArns = [all.Rules?.[0]?.RuleArn ?? ''];
    const tags = await client.send(new elb.DescribeTagsCommand({ ResourceArns }));
    expect(tags.TagDescriptions?.[0]?.Tags).toEqual([{ Key: 'ecs-steward:app', Value: 'todo' }]);
  });

  it('a group without load balancer has an empty list of them', async () => {
    const { client, vpcId } = overTheWire();
    await makeGroup(client, vpcId);
    const answer = await client.send(new elb.DescribeTargetGroupsCommand({ Names: ['backend'] }));
    expect(answer.TargetGroups?.[0]).toMatchObject({ LoadBalancerArns: [], Port: 8080, HealthCheckEnabled: true });
  });

  it('errors have the names of the client', async () => {
    const { client, vpcId, listenerArn } = overTheWire();
    const missing = client.send(new elb.DescribeTargetGroupsCommand({ Names: ['ghost'] }));
    await expect(missing).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
      message: 'One or more target groups not found',
    });
    const TargetGroupArn = await makeGroup(client, vpcId);
    const rule = new elb.CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/'] }],
      Actions: [{ Type: 'forward', TargetGroupArn }],
    });
    await client.send(rule);
    await expect(client.send(rule)).rejects.toMatchObject({ name: 'PriorityInUseException' });
    await expect(client.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn }))).rejects.toMatchObject({
      name: 'ResourceInUseException',
    });
    await expect(client.send(new elb.DescribeTargetGroupsCommand({ PageSize: 401 }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(`Value '401' at 'pageSize'`),
    });
  });

  it('an operation that is not simulated is refused by name', async () => {
    const { client, loadBalancerArn } = overTheWire();
    const call = client.send(
      new elb.SetSecurityGroupsCommand({ LoadBalancerArn: loadBalancerArn, SecurityGroups: [] }),
    );
    await expect(call).rejects.toThrow(/SetSecurityGroups/);
  });

  it('twenty changes at once are let through, and forty calls of all kinds', async () => {
    const { client, vpcId } = overTheWire(true);
    const ResourceArns = [await makeGroup(client, vpcId)];
    const refusedOf = async (call: () => Promise<unknown>) => {
      const all = await Promise.allSettled(Array.from({ length: 30 }, call));
      return all.filter((one) => one.status === 'rejected');
    };
    const Tags = [{ Key: 'a', Value: 'b' }];
    const changes = await refusedOf(() => client.send(new elb.AddTagsCommand({ ResourceArns, Tags })));
    expect(changes).toHaveLength(30 - 19);
    expect(changes[0]).toMatchObject({ reason: { message: 'Rate exceeded' } });
    const reads = await refusedOf(() => client.send(new elb.DescribeTagsCommand({ ResourceArns })));
    expect(reads).toHaveLength(30 - 20);
  });
});
