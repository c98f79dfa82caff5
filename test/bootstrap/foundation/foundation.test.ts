import { describe, expect, it } from 'vitest';
import { foundation } from '../../../bootstrap/foundation/foundation.ts';
import { template } from '../../../bootstrap/template.ts';
import { propertiesOf } from '../properties.ts';

const plain = { vpc: false, tracing: false, cloudTrail: false } as const;
const made = (egress: 'nat' | 'endpoints', certificate: boolean, vpc = false) =>
  foundation({ ...plain, vpc, foundation: { egress, certificate } });
const typesOf = (resources: ReturnType<typeof made>) => Object.values(resources).map(({ Type }) => Type);

describe('the foundation', () => {
  it('is there only where it is asked for', () => {
    expect(foundation(plain)).toEqual({});
  });

  it('T28 stays when the stack goes, as the apps stand on it', () => {
    for (const resources of [made('nat', true, true), made('endpoints', false)])
      for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values(resources)) {
        expect(DeletionPolicy).toBe('RetainExceptOnCreate');
        expect(UpdateReplacePolicy).toBe('Retain');
      }
  });

  it('has public and private subnets in two zones, and nothing gets a public address by itself', () => {
    const resources = made('nat', false);
    for (const kind of ['Public', 'Private']) {
      const zones = ['A', 'B'].map((zone) => propertiesOf(resources, `${kind}Subnet${zone}`));
      expect(zones.map(({ AvailabilityZone }) => AvailabilityZone)).toEqual([
        { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
        { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] },
      ]);
      for (const { MapPublicIpOnLaunch } of zones) expect(MapPublicIpOnLaunch).toBe(false);
    }
  });

  it('private subnets have no way in: their one route out is NAT’s, or none', () => {
    const routes = (egress: 'nat' | 'endpoints') =>
      Object.values(made(egress, false)).filter(
        ({ Type, Properties }) =>
          Type === 'AWS::EC2::Route' && JSON.stringify(Properties.RouteTableId) === '{"Ref":"PrivateRoutes"}',
      );
    expect(routes('nat').map(({ Properties }) => Properties.NatGatewayId)).toEqual([{ Ref: 'NatGateway' }]);
    expect(routes('endpoints')).toEqual([]);
  });

  it('images and logs have a way without NAT: ECR by both its names, S3 for the layers, CloudWatch Logs', () => {
    const services = Object.values(made('endpoints', false)).flatMap(({ Type, Properties }) =>
      Type === 'AWS::EC2::VPCEndpoint' ? [JSON.stringify(Properties.ServiceName).replace(/.*Region}\.|"}/g, '')] : [],
    );
    expect(services.sort()).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    expect(typesOf(made('endpoints', false))).not.toContain('AWS::EC2::NatGateway');
    expect(typesOf(made('nat', false)).filter((type) => type === 'AWS::EC2::VPCEndpoint')).toHaveLength(1);
  });

  it('tasks are reached by the load balancer only', () => {
    const [way, ...others] = propertiesOf(made('nat', true), 'TaskSecurityGroup').SecurityGroupIngress as object[];
    expect(others).toEqual([]);
    expect(way).toMatchObject({ SourceSecurityGroupId: { 'Fn::GetAtt': ['LoadBalancerSecurityGroup', 'GroupId'] } });
  });

  it('without a certificate the one listener is HTTP, and answers 404 by itself', () => {
    const resources = made('nat', false);
    expect(resources).not.toHaveProperty('HttpsListener');
    expect(propertiesOf(resources, 'HttpListener')).toMatchObject({
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
  });

  it('with one HTTP only sends to HTTPS, which answers 404 by itself', () => {
    const resources = made('nat', true);
    expect(propertiesOf(resources, 'HttpListener').DefaultActions).toMatchObject([
      { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } },
    ]);
    expect(propertiesOf(resources, 'HttpsListener')).toMatchObject({
      Port: 443,
      Certificates: [{ CertificateArn: { Ref: 'CertificateArn' } }],
      DefaultActions: [{ Type: 'fixed-response' }],
    });
  });

  it('the stack tells what a document asks for, with the listener that serves apps', () => {
    const outputs = (certificate: boolean) =>
      template({ ...plain, foundation: { egress: 'nat', certificate } }).Outputs;
    expect(outputs(false)).toHaveProperty('ListenerArn.Value', { Ref: 'HttpListener' });
    expect(outputs(true)).toHaveProperty('ListenerArn.Value', { Ref: 'HttpsListener' });
    for (const name of ['ClusterName', 'TaskSubnets', 'TaskSecurityGroup']) expect(outputs(true)).toHaveProperty(name);
    expect(template(plain).Outputs).not.toHaveProperty('ClusterName');
  });

  it('functions inside of it have no way in', () => {
    const group = propertiesOf(made('nat', false, true), 'FunctionSecurityGroup');
    expect(group).not.toHaveProperty('SecurityGroupIngress');
  });
});
