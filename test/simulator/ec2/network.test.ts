import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import {
  addNetwork,
  defaultNetwork,
  findSecurityGroup,
  findSubnet,
  releaseAddress,
  takeAddress,
} from '../../../src/simulator/ec2/network.ts';
import { Random } from '../../../src/simulator/random.ts';
import { World } from '../../../src/simulator/world.ts';

const where = { account: '210987654321', region: 'eu-central-1' };

function world(seed = 1): World {
  return new World(new VirtualClock(Date.parse('2026-03-02T08:00:00Z')), new Random(seed));
}

describe('the default network', () => {
  it('is one VPC with a subnet in each of three zones and a security group, the same at every look', () => {
    const here = world();
    const found = defaultNetwork(here, where);
    expect(found.vpcId).toMatch(/^vpc-[0-9a-f]{17}$/);
    expect(found.subnetIds.map((id) => findSubnet(here, where, id)?.zone)).toEqual([
      'eu-central-1a',
      'eu-central-1b',
      'eu-central-1c',
    ]);
    for (const id of found.subnetIds) expect(id).toMatch(/^subnet-[0-9a-f]{17}$/);
    expect(findSecurityGroup(here, where, found.securityGroupId)?.name).toBe('default');
    expect(defaultNetwork(here, where)).toEqual(found);
    expect(defaultNetwork(here, { ...where, region: 'us-east-1' }).vpcId).not.toBe(found.vpcId);
  });

  it('stays the default one when another network is added', () => {
    const here = world();
    const before = defaultNetwork(here, where);
    addNetwork(here, where, {
      vpcId: 'vpc-1',
      subnets: [{ id: 'subnet-1', zone: 'eu-central-1a', cidr: '10.0.0.0/24' }],
      securityGroups: ['sg-1'],
    });
    expect(defaultNetwork(here, where)).toEqual(before);
    expect(findSubnet(here, where, 'subnet-1')?.vpcId).toBe('vpc-1');
    expect(findSecurityGroup(here, where, 'sg-1')?.vpcId).toBe('vpc-1');
    expect(findSubnet(here, where, 'subnet-2')).toBeUndefined();
  });
});

describe('addresses', () => {
  function tiny(): World {
    const here = world();
    const subnets = [{ id: 'subnet-1', zone: 'eu-central-1a', cidr: '10.0.0.16/28' }];
    addNetwork(here, where, { vpcId: 'vpc-1', subnets, securityGroups: [] });
    return here;
  }

  it('a /28 gives eleven different ones, since AWS keeps five, then none', () => {
    const here = tiny();
    const taken = Array.from({ length: 11 }, () => takeAddress(here, where, 'subnet-1'));
    const last = taken.map((one) => Number(one?.ip.split('.')[3])).sort((a, b) => a - b);
    expect(last).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    expect(new Set(taken.map((one) => one?.eni)).size).toBe(11);
    expect(takeAddress(here, where, 'subnet-1')).toBeUndefined();
  });

  it('a released address can be taken again', () => {
    const here = tiny();
    const taken = Array.from({ length: 11 }, () => takeAddress(here, where, 'subnet-1'));
    releaseAddress(here, where, 'subnet-1', taken[3]?.ip ?? '');
    expect(takeAddress(here, where, 'subnet-1')?.ip).toBe(taken[3]?.ip);
  });

  it('a subnet that is not there has none', () => {
    expect(takeAddress(world(), where, 'subnet-404')).toBeUndefined();
  });
});
