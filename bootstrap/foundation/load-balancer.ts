import { attribute, ref } from '../intrinsics.ts';
import type { Foundation } from '../stack-options.ts';
import type { Resource, Value } from '../template-shape.ts';
import { made } from './kept.ts';
import { cidr } from './network.ts';

/** The load balancer of the apps. What no rule of an app takes is answered by 404, never by somebody's service. */
export function loadBalancer({ certificate }: Foundation): Readonly<Record<string, Resource>> {
  return {
    LoadBalancerSecurityGroup: securityGroup(certificate),
    LoadBalancer: {
      ...made('AWS::ElasticLoadBalancingV2::LoadBalancer', {
        Type: 'application',
        Scheme: 'internet-facing',
        Subnets: [ref('PublicSubnetA'), ref('PublicSubnetB')],
        SecurityGroups: [attribute('LoadBalancerSecurityGroup', 'GroupId')],
        LoadBalancerAttributes: [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }],
      }),
      DependsOn: ['PublicRouteOut'],
    },
    ...(certificate
      ? { HttpListener: listener('HTTP', redirect), HttpsListener: listener('HTTPS', notFound) }
      : { HttpListener: listener('HTTP', notFound) }),
  };
}

const notFound: Value = {
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'No app answers here.' },
};
const redirect: Value = {
  Type: 'redirect',
  RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
};

function listener(protocol: 'HTTP' | 'HTTPS', action: Value): Resource {
  return made('AWS::ElasticLoadBalancingV2::Listener', {
    LoadBalancerArn: ref('LoadBalancer'),
    Protocol: protocol,
    Port: protocol === 'HTTP' ? 80 : 443,
    DefaultActions: [action],
    ...(protocol === 'HTTPS'
      ? {
          Certificates: [{ CertificateArn: ref('CertificateArn') }],
          SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
        }
      : {}),
  });
}

function securityGroup(certificate: boolean): Resource {
  return made(
    'AWS::EC2::SecurityGroup',
    {
      GroupDescription: 'Load balancer of the apps: open to all, talks to the network behind it only.',
      VpcId: ref('Vpc'),
      SecurityGroupIngress: (certificate ? [80, 443] : [80]).map((port) => ({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        CidrIp: '0.0.0.0/0',
        Description: 'everybody',
      })),
      SecurityGroupEgress: [
        { IpProtocol: 'tcp', FromPort: 1, ToPort: 65535, CidrIp: cidr('0.0/16'), Description: 'tasks' },
      ],
    },
    'ecs-steward load balancer',
  );
}
