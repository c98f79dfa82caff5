import { describeNetworkInterfaces } from './ec2/network-interfaces.ts';
import { describeRouteTables } from './ec2/route-tables.ts';
import { createSecurityGroup, describeSecurityGroups } from './ec2/security-groups.ts';
import { createSubnet, describeSubnets } from './ec2/subnets.ts';
import { describeVpcEndpoints } from './ec2/vpc-endpoints.ts';
import { createVpc, describeVpcs } from './ec2/vpcs.ts';
import type { SimulatedService } from './operation.ts';

/** Of EC2 the network only: what tasks run in, and what `diagnose` looks at. */
export const ec2: SimulatedService = {
  endpoint: 'ec2',
  signingName: 'ec2',
  protocol: 'ec2Query',
  target: '2016-11-15',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  operations: [
    describeVpcs,
    createVpc,
    describeSubnets,
    createSubnet,
    describeSecurityGroups,
    createSecurityGroup,
    describeRouteTables,
    describeVpcEndpoints,
    describeNetworkInterfaces,
  ],
};
