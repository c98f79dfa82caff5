import { VirtualClock } from '../../../src/simulator/clock.ts';
import { addNetwork } from '../../../src/simulator/ec2/network.ts';
import { addLoadBalancer } from '../../../src/simulator/elbv2/add-load-balancer.ts';
import { createRule } from '../../../src/simulator/elbv2/create-rule.ts';
import { createTargetGroup } from '../../../src/simulator/elbv2/create-target-group.ts';
import { AwsError } from '../../../src/simulator/operation.ts';
import { Random } from '../../../src/simulator/random.ts';
import { type Caller, World } from '../../../src/simulator/world.ts';

export const caller: Caller = {
  account: '210987654321',
  region: 'eu-central-1',
  principal: 'arn:aws:iam::210987654321:user/test',
};
export const vpcId = 'vpc-0b7e3f1d2c4a59680';
export const prefix = 'arn:aws:elasticloadbalancing:eu-central-1:210987654321';
export const start = Date.parse('2026-03-02T08:00:00Z');

export interface LoadBalancedWorld {
  readonly world: World;
  readonly loadBalancerArn: string;
  readonly listenerArn: string;
  readonly dnsName: string;
}

/** A VPC with a subnet in each of three zones; the load balancer is in the first two. */
export function loadBalancedWorld(seed = 1): LoadBalancedWorld {
  const world = new World(new VirtualClock(start), new Random(seed));
  addNetwork(world, caller, {
    vpcId,
    subnets: ['a', 'b', 'c'].map((letter, index) => ({
      id: `subnet-${letter}`,
      zone: `eu-central-1${letter}`,
      cidr: `10.0.${index}.0/24`,
    })),
    securityGroups: ['sg-1'],
  });
  const made = addLoadBalancer(world, caller, {
    name: 'todo',
    vpcId,
    subnets: ['subnet-a', 'subnet-b'],
    listenerPort: 80,
    listenerArn: `${prefix}:listener/app/todo/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  });
  return { world, ...made };
}

export function makeGroup(world: World, name = 'backend', more: object = {}): string {
  const input = { Name: name, Protocol: 'HTTP', Port: 8080, VpcId: vpcId, TargetType: 'ip', ...more } as const;
  return createTargetGroup.run(world, caller, input).TargetGroups?.[0]?.TargetGroupArn ?? '';
}

export function makeRule(
  world: World,
  listenerArn: string,
  groupArn: string,
  { priority = 10, path = '/*' }: { priority?: number; path?: string } = {},
): string {
  const made = createRule.run(world, caller, {
    ListenerArn: listenerArn,
    Priority: priority,
    Conditions: [{ Field: 'path-pattern', Values: [path] }],
    Actions: [{ Type: 'forward', TargetGroupArn: groupArn }],
  });
  return made.Rules?.[0]?.RuleArn ?? '';
}

/** Code and sentence of the error that AWS would send. */
export function refusal(run: () => unknown): { code: string; message: string } | 'no error' {
  try {
    run();
    return 'no error';
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message };
    throw error;
  }
}
