import { z } from 'zod';
import { createLoadBalancer } from '../../elbv2/create-load-balancer.ts';
import { createListener, deleteListener, modifyListener } from '../../elbv2/listeners.ts';
import { modifyLoadBalancerAttributes } from '../../elbv2/load-balancer-attributes.ts';
import { deleteLoadBalancer } from '../../elbv2/load-balancers.ts';
import { call, generatedName, number, resourceType, type Site, tags, unlessGone } from '../resource-type.ts';

const schema = z.strictObject({
  Name: z.string().optional(),
  Type: z.literal('application').optional(),
  Scheme: z.enum(['internet-facing', 'internal']).optional(),
  Subnets: z.array(z.string()),
  SecurityGroups: z.array(z.string()).optional(),
  LoadBalancerAttributes: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
  Tags: tags,
});

/** Names of load balancers are short: parts of the stack's and the resource's. */
function shortName(site: Site): string {
  const unique = generatedName(site).slice(-12);
  return `${site.stackName.slice(0, 5)}-${site.logicalId.slice(0, 5)}-${unique}`;
}

async function setAttributes(
  site: Site,
  LoadBalancerArn: string,
  Attributes: { Key: string; Value: string }[],
): Promise<void> {
  if (Attributes.length > 0) await call(site, modifyLoadBalancerAttributes, { LoadBalancerArn, Attributes });
}

export const loadBalancer = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  schema,
  replacedBy: ['Name', 'Type', 'Scheme', 'Subnets', 'SecurityGroups', 'Tags'],
  seconds: 150,
  async create(site, { LoadBalancerAttributes, ...order }) {
    const { LoadBalancers } = await call(site, createLoadBalancer, { ...order, Name: order.Name ?? shortName(site) });
    const [made] = LoadBalancers ?? [];
    const arn = made?.LoadBalancerArn ?? '';
    await setAttributes(site, arn, LoadBalancerAttributes);
    return {
      id: arn,
      attributes: {
        LoadBalancerArn: arn,
        LoadBalancerName: made?.LoadBalancerName,
        LoadBalancerFullName: arn.slice(arn.indexOf('app/')),
        DNSName: made?.DNSName,
        CanonicalHostedZoneID: made?.CanonicalHostedZoneId,
      },
    };
  },
  async update(site, physical, { LoadBalancerAttributes }) {
    await setAttributes(site, physical.id, LoadBalancerAttributes);
    return physical;
  },
  delete: (site, { id }) => unlessGone(call(site, deleteLoadBalancer, { LoadBalancerArn: id }), 'LoadBalancerNotFound'),
});

const action = z.strictObject({
  Type: z.enum(['forward', 'fixed-response', 'redirect']),
  TargetGroupArn: z.string().optional(),
  FixedResponseConfig: z
    .strictObject({ StatusCode: z.string(), ContentType: z.string().optional(), MessageBody: z.string().optional() })
    .optional(),
  RedirectConfig: z
    .strictObject({
      StatusCode: z.enum(['HTTP_301', 'HTTP_302']),
      Protocol: z.string().optional(),
      Port: z.string().optional(),
      Host: z.string().optional(),
      Path: z.string().optional(),
      Query: z.string().optional(),
    })
    .optional(),
});

const listenerSchema = z.strictObject({
  LoadBalancerArn: z.string(),
  Protocol: z.enum(['HTTP', 'HTTPS']),
  Port: number,
  DefaultActions: z.array(action),
  Certificates: z.array(z.strictObject({ CertificateArn: z.string() })).optional(),
  SslPolicy: z.string().optional(),
});

export const listener = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::Listener',
  schema: listenerSchema,
  replacedBy: ['LoadBalancerArn'],
  async create(site, wanted) {
    const { Listeners } = await call(site, createListener, wanted);
    const arn = Listeners?.[0]?.ListenerArn ?? '';
    return { id: arn, attributes: { ListenerArn: arn } };
  },
  async update(site, physical, { LoadBalancerArn: _loadBalancer, ...wanted }) {
    await call(site, modifyListener, { ListenerArn: physical.id, ...wanted });
    return physical;
  },
  delete: (site, { id }) => unlessGone(call(site, deleteListener, { ListenerArn: id }), 'ListenerNotFound'),
});
