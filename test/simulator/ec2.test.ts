import * as ec2 from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { ec2 as service } from '../../src/simulator/ec2.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';

function client(): ec2.EC2Client {
  return new ec2.EC2Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: '210987654321', secretAccessKey: 'simulated' },
    requestHandler: createSimulator({ services: [service] }).requestHandler(),
    maxAttempts: 1,
  });
}

it('the real client sees the default network', async () => {
  const here = client();
  const Filters = [{ Name: 'is-default', Values: ['true'] }];
  const [vpc] = (await here.send(new ec2.DescribeVpcsCommand({ Filters }))).Vpcs ?? [];
  expect(vpc).toMatchObject({ CidrBlock: '172.31.0.0/16', IsDefault: true, OwnerId: '210987654321' });
  const inVpc = [{ Name: 'vpc-id', Values: [vpc?.VpcId ?? ''] }];
  const { Subnets } = await here.send(new ec2.DescribeSubnetsCommand({ Filters: inVpc }));
  expect(Subnets?.map((subnet) => subnet.AvailableIpAddressCount)).toEqual([4091, 4091, 4091]);
  const { RouteTables } = await here.send(new ec2.DescribeRouteTablesCommand({ Filters: inVpc }));
  expect(RouteTables?.[0]?.Associations?.[0]).toMatchObject({ Main: true });
  expect(RouteTables?.[0]?.Routes).toHaveLength(2);
});

it('the real client sees what it makes, with its tags', async () => {
  const here = client();
  const TagSpecifications = [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'Name', Value: 'shop' }] }];
  const { Vpc } = await here.send(new ec2.CreateVpcCommand({ CidrBlock: '10.9.0.0/16', TagSpecifications }));
  expect(Vpc?.Tags).toEqual([{ Key: 'Name', Value: 'shop' }]);
  const found = await here.send(new ec2.DescribeVpcsCommand({ VpcIds: [Vpc?.VpcId ?? ''] }));
  expect(found.Vpcs).toEqual([Vpc]);
});

it('errors have the codes of EC2', async () => {
  const call = client().send(new ec2.DescribeSubnetsCommand({ SubnetIds: ['subnet-x'] }));
  await expect(call).rejects.toMatchObject({
    name: 'InvalidSubnetID.NotFound',
    message: `The subnet ID 'subnet-x' does not exist`,
  });
});
