import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredTargetGroup } from '../desired-state/desired.ts';
import { needsReplacement } from '../findings/needs-replacement.ts';
import { differences } from './compare.ts';
import type { Difference } from './difference.ts';
import { tagsOf } from './ownership.ts';
import { managed, step, tagStep, unread } from './planning.ts';
import type { Around, Planned } from './resource-kind.ts';
import type { Step } from './step.ts';

const mutable = ['HealthCheck', 'HealthyThreshold', 'UnhealthyThreshold', 'Matcher'];

export function repair(around: Around, wanted: DesiredTargetGroup, group: TargetGroup, arn: string): Planned {
  const { app, service, seen, reason } = around;
  const { Tags: tags, ...input } = wanted.input;
  const common = { kind: 'target-group', service: service.name, target: wanted.name } as const;
  const found = managed(differences('targetGroup', { ...input, Name: wanted.name }, group), service.unmanaged);
  const inPlace = found.filter(({ path }) => mutable.some((prefix) => path.startsWith(prefix)));
  const immutable = found.filter((difference) => !inPlace.includes(difference));
  const place = { app: app.app, service: service.name, resource: wanted.name };
  const paths = immutable.map(({ path }) => path).join(', ');
  const attributes = seen.attributes.get(arn);
  return {
    steps: [
      ...tagStep({
        common,
        call: 'elasticloadbalancing:AddTags',
        input: (missing) => ({ ResourceArns: [arn], Tags: missing.map(([Key, Value]) => ({ Key, Value })) }),
        declared: tagsOf(tags),
        seen: seen.tags.get(arn),
        reason,
        word: 'Tags',
      }),
      ...healthCheckSteps(around, wanted, arn, inPlace),
      ...attributeSteps(around, wanted, arn),
    ],
    findings: [
      ...(immutable.length === 0 ? [] : [needsReplacement(place, { what: 'target group', name: wanted.name, paths })]),
      ...(attributes?.is === 'unknown' ? [unread(place, attributes.failure)] : []),
    ],
  };
}

function healthCheckSteps(
  { service, reason }: Around,
  wanted: DesiredTargetGroup,
  arn: string,
  found: readonly Difference[],
): Step[] {
  if (found.length === 0) return [];
  return [
    step({
      kind: 'target-group',
      service: service.name,
      target: wanted.name,
      reason,
      risk: 'medium',
      does: 'modify health check',
      call: 'elasticloadbalancing:ModifyTargetGroup',
      differences: found,
      input: { TargetGroupArn: arn, ...healthCheckOf(wanted) },
      why: 'its health check is not as declared',
    }),
  ];
}

/** Only what differs is sent: AWS merges by key. */
function attributeSteps({ service, seen, reason }: Around, wanted: DesiredTargetGroup, arn: string): Step[] {
  const attributes = seen.attributes.get(arn);
  if (attributes?.is !== 'present') return [];
  const declared = { TargetGroupArn: arn, Attributes: wanted.attributes };
  const found = managed(
    differences('targetGroupAttributes', declared, { Attributes: attributes.seen }),
    service.unmanaged,
  );
  if (found.length === 0) return [];
  return [
    step({
      kind: 'target-group',
      service: service.name,
      target: wanted.name,
      reason,
      risk: 'medium',
      does: 'modify attributes',
      call: 'elasticloadbalancing:ModifyTargetGroupAttributes',
      differences: found,
      input: {
        TargetGroupArn: arn,
        Attributes: found.map(({ path, declared: value }) => ({
          Key: /\[(.*)\]/.exec(path)?.[1],
          Value: String(value),
        })),
      },
      why: 'its attributes are not as declared',
    }),
  ];
}

/** Whole, not only what differs: a wrong half-change would be refused (the timeout must stay below the interval). */
function healthCheckOf({ input }: DesiredTargetGroup): Record<string, unknown> {
  const names = Object.keys(input).filter((name) => mutable.some((prefix) => name.startsWith(prefix)));
  const given = Object.fromEntries(names.map((name) => [name, input[name as keyof typeof input]]));
  return {
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: '/',
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    ...given,
  };
}
