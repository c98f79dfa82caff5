import type { Service } from '@aws-sdk/client-ecs';
import type { Rule, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsFailure } from '../../src/aws/failure.ts';
import type { DesiredApp, DesiredRule, DesiredService, Tombstone } from '../../src/desired-state/desired.ts';
import { emptyObservation, type Observation, present, type Tags } from '../../src/reconcilers/observation.ts';
import { tagsOf } from '../../src/reconcilers/ownership.ts';
import type { Around, RemovalAround } from '../../src/reconcilers/resource-kind.ts';
import { appDocument, desired, LISTENER, small } from '../desired-state/app-document.ts';

/** An app as its document wants it and as AWS answers once it runs: the cases change one thing and plan. */

export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const REGISTRY = '210987654321.dkr.ecr.eu-central-1.amazonaws.com';
const BALANCER = LISTENER.replace(':listener/', ':loadbalancer/').replace(/\/[0-9a-f]+$/, '');

export const denied: AwsFailure = {
  class: 'denied',
  call: 'ecs:DescribeServices',
  code: 'AccessDeniedException',
  message: 'no permission',
  maybeApplied: false,
};

type Members = Readonly<Record<string, unknown>>;

/** One service `web` behind `/api/*`, with `fields` in it. */
export function appWith(fields: Members = {}, more: Members = {}): DesiredApp {
  const web = { ...small, port: 8080, count: 2, routes: [{ path: '/api/*' }], ...fields };
  return desired(appDocument({ web }, more));
}

export function webOf(app: DesiredApp): DesiredService {
  const [web] = app.services;
  if (web === undefined) throw new Error('no service');
  return web;
}

export function groupArnOf(name: string): string {
  return `arn:aws:elasticloadbalancing:eu-central-1:210987654321:targetgroup/${name}/73e2d6bc24d8a067`;
}

export function ruleArnOf(number: number): string {
  return `${LISTENER.replace(':listener/', ':listener-rule/')}/${number.toString(16).padStart(16, '0')}`;
}

export function revisionArn(family: string, revision = 1): string {
  return `arn:aws:ecs:eu-central-1:210987654321:task-definition/${family}:${revision}`;
}

/** Everything of the app is there and as declared. */
export function inAws(app: DesiredApp): Observation {
  const seen = emptyObservation(0);
  seen.rules.set(LISTENER, { is: 'present', seen: [] });
  seen.loadBalancers.set(BALANCER, { is: 'present', seen: { LoadBalancerArn: BALANCER, VpcId: 'vpc-1' } });
  for (const service of app.services) {
    putGroups(seen, service);
    putRules(seen, service);
    putService(seen, service);
    putData(seen, service);
    putScaling(seen, service);
  }
  return seen;
}

function putGroups(seen: Observation, service: DesiredService): void {
  for (const { name, input, attributes } of service.targetGroups) {
    const { Name, Tags, ...shape } = input;
    const arn = groupArnOf(name);
    const group: TargetGroup = { ...shape, TargetGroupName: name, TargetGroupArn: arn, VpcId: 'vpc-1' };
    seen.targetGroups.set(name, { is: 'present', seen: group });
    seen.attributes.set(arn, { is: 'present', seen: attributes });
    seen.tags.set(arn, tagsOf(Tags));
    healthy(seen, arn, service.service.desiredCount ?? 0);
  }
}

/** So many healthy targets, and one that is not. */
export function healthy(seen: Observation, arn: string, count: number): void {
  const states = [...Array.from({ length: count }, () => 'healthy' as const), 'unhealthy' as const];
  seen.health.set(arn, { is: 'present', seen: states.map((State) => ({ TargetHealth: { State } })) });
}

function putRules(seen: Observation, service: DesiredService): void {
  for (const wanted of service.rules) {
    const listed = rulesIn(seen);
    const rule = ruleFor(wanted, listed.length + 1);
    setRules(seen, [...listed, rule]);
    seen.tags.set(rule.RuleArn ?? '', tagsOf(wanted.tags));
  }
}

export function ruleFor(wanted: DesiredRule, number: number): Rule {
  return {
    RuleArn: ruleArnOf(number),
    Priority: String(wanted.priority ?? 1_000 + number * 100),
    Conditions: [...wanted.conditions],
    Actions: [{ Type: 'forward', TargetGroupArn: groupArnOf(wanted.targetGroup) }],
    IsDefault: false,
  };
}

export function rulesIn(seen: Observation): readonly Rule[] {
  return present(seen.rules.get(LISTENER)) ?? [];
}

export function setRules(seen: Observation, rules: readonly Rule[]): void {
  seen.rules.set(LISTENER, { is: 'present', seen: rules });
}

function putService(seen: Observation, service: DesiredService): void {
  const { loadBalancers = [], cluster, ...shape } = service.service;
  const count = service.service.desiredCount ?? 0;
  const arn = revisionArn(service.taskDefinition.family ?? '');
  seen.services.set(service.ecsService, {
    is: 'present',
    seen: {
      ...shape,
      clusterArn: `arn:aws:ecs:eu-central-1:210987654321:cluster/${cluster}`,
      serviceArn: `arn:aws:ecs:eu-central-1:210987654321:service/${cluster}/${service.ecsService}`,
      status: 'ACTIVE',
      taskDefinition: arn,
      runningCount: count,
      pendingCount: 0,
      loadBalancers: loadBalancers.map((each) => ({ ...each, targetGroupArn: groupArnOf(each.targetGroupArn ?? '') })),
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
    },
  });
  const { tags, ...definition } = service.taskDefinition;
  const pinned = (definition.containerDefinitions ?? []).map((container) => {
    const image = service.images.find((each) => each.container === container.name);
    return image === undefined ? container : { ...container, image: `${REGISTRY}/${image.repository}@${DIGEST}` };
  });
  const revision = {
    definition: {
      ...definition,
      containerDefinitions: pinned,
      taskDefinitionArn: arn,
      revision: 1,
      status: 'ACTIVE' as const,
    },
    tags: tagsOf(tags),
  };
  seen.taskDefinitions.set(arn, { is: 'present', seen: revision });
  seen.newest.set(definition.family ?? '', { is: 'present', seen: revision });
}

function putData(seen: Observation, service: DesiredService): void {
  for (const { input, retentionInDays } of service.logGroups) {
    const { tags, ...group } = input;
    const retention = retentionInDays === undefined ? {} : { retentionInDays };
    const ours: Tags = new Map(Object.entries(tags ?? {}));
    seen.logGroups.set(input.logGroupName ?? '', {
      is: 'present',
      seen: { group: { ...group, ...retention }, tags: ours },
    });
  }
  for (const { input, lifecyclePolicyText } of service.repositories) {
    const { tags, ...shape } = input;
    const arn = `arn:aws:ecr:eu-central-1:210987654321:repository/${input.repositoryName}`;
    seen.repositories.set(input.repositoryName ?? '', {
      is: 'present',
      seen: {
        repository: { ...shape, repositoryArn: arn },
        lifecyclePolicy: { text: lifecyclePolicyText },
        tags: tagsOf(tags),
      },
    });
  }
}

function putScaling(seen: Observation, { ecsService, scaling }: DesiredService): void {
  seen.scaling.set(ecsService, {
    is: 'present',
    seen: {
      target: scaling === undefined ? undefined : { ...scaling.target, RoleARN: 'r', CreationTime: new Date(0) },
      policies: (scaling?.policies ?? []).map(
        ({ PolicyName, PolicyType, ServiceNamespace, ResourceId, ScalableDimension, ...shape }) => ({
          ...shape,
          PolicyARN: `arn:${PolicyName}`,
          PolicyName,
          PolicyType,
          ServiceNamespace,
          ResourceId,
          ScalableDimension,
          CreationTime: new Date(0),
        }),
      ),
      scheduledActions: (scaling?.scheduledActions ?? []).map(({ StartTime, EndTime, ...action }) => ({
        ...action,
        Schedule: action.Schedule ?? '',
        ScheduledActionARN: `arn:${action.ScheduledActionName}`,
        CreationTime: new Date(0),
      })),
    },
  });
}

/** The running ECS service of `web`, with `over` changed. */
export function changeService(seen: Observation, over: Partial<Service>): void {
  for (const [name, observed] of seen.services)
    if (observed.is === 'present') seen.services.set(name, { is: 'present', seen: { ...observed.seen, ...over } });
}

/** The plan of the app's one service; the candidate is what runs, unless the case says otherwise. */
export function aroundOf(app: DesiredApp, seen: Observation, over: Partial<Around> = {}): Around {
  const service = webOf(app);
  return {
    app,
    service,
    seen,
    candidate: {
      hash: 'c1',
      documentVersion: 1,
      digests: Object.fromEntries(service.images.map(({ container }) => [container, DIGEST])),
      revisions: [],
    },
    known: knownOf(service, seen),
    fence: 7,
    reason: 'drift',
    band: { from: 1_000, to: 49_000 },
    chosen: [],
    ...over,
  };
}

function knownOf(service: DesiredService, seen: Observation): Around['known'] {
  const groups = service.targetGroups.filter(({ name }) => seen.targetGroups.get(name)?.is === 'present');
  const rules = service.rules.flatMap(({ key }, index) =>
    rulesIn(seen)[index] === undefined ? [] : [[key, ruleArnOf(index + 1)]],
  );
  return {
    rules: Object.fromEntries(rules),
    targetGroups: Object.fromEntries(groups.map(({ name }) => [name, groupArnOf(name)])),
    revisions: [],
  };
}

/** The removal of `web`, which the document no longer lists. */
export function removalOf(app: DesiredApp, seen: Observation, over: Partial<Tombstone> = {}): RemovalAround {
  const web = webOf(app);
  const tombstone = { service: web.name, ecsService: web.ecsService, deleteData: false, force: false, ...over };
  return { app: { ...app, services: [], removed: [tombstone] }, tombstone, seen, known: knownOf(web, seen) };
}
