import { DescribeScalingPoliciesCommand, PutScalingPolicyCommand } from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ModifyRuleCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredApp, DesiredService } from '../../src/desired-state/desired.ts';
import { registrable } from '../../src/reconcilers/task-definition.ts';
import type { Stage } from '../stage/stage.ts';

/** Clients of a person by name. */
type People = Pick<Stage, 'as'>;

/** What people do by hand, past the document: each answers what it did, or nothing where the app has no such thing. */

type ByHand = (stage: People, app: DesiredApp) => Promise<string | undefined>;

const SCALED = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

function scaled(app: DesiredApp): DesiredService | undefined {
  return app.services.find(({ scaling }) => (scaling?.target.MinCapacity ?? 0) > 1);
}

const countBelowMinimum: ByHand = async (stage, app) => {
  const service = scaled(app);
  if (service?.scaling === undefined) return undefined;
  await stage
    .as('jo')
    .ecs.send(new UpdateServiceCommand({ cluster: app.cluster, service: service.ecsService, desiredCount: 1 }));
  return `jo sets the count of ${service.ecsService} to 1, below its minimum of ${service.scaling.target.MinCapacity}`;
};

const rulePath: ByHand = async (stage, app) => {
  const { elb } = stage.as('jo');
  const wanted = app.services.flatMap(({ rules }) => rules).sort((a, b) => b.specificity - a.specificity)[0];
  if (wanted === undefined) return undefined;
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: wanted.listenerArn }));
  const path = wanted.conditions.find(({ Field }) => Field === 'path-pattern')?.PathPatternConfig?.Values ?? [];
  const rule = Rules.find(
    ({ Conditions }) =>
      JSON.stringify(Conditions?.find(({ Field }) => Field === 'path-pattern')?.PathPatternConfig?.Values) ===
      JSON.stringify(path),
  );
  if (rule?.RuleArn === undefined) return undefined;
  const others = (rule.Conditions ?? [])
    .filter(({ Field }) => Field !== 'path-pattern')
    .map(({ Values, ...condition }) => condition);
  await elb.send(
    new ModifyRuleCommand({
      RuleArn: rule.RuleArn,
      Conditions: [...others, { Field: 'path-pattern', PathPatternConfig: { Values: ['/elsewhere/*'] } }],
    }),
  );
  return `jo points the rule of ${path.join(', ')} at /elsewhere/*`;
};

const healthCheck: ByHand = async (stage, app) => {
  const { elb } = stage.as('jo');
  const name = app.services.flatMap(({ targetGroups }) => targetGroups)[0]?.name;
  if (name === undefined) return undefined;
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ Names: [name] }));
  await elb.send(
    new ModifyTargetGroupCommand({ TargetGroupArn: TargetGroups[0]?.TargetGroupArn, HealthCheckPath: '/old-health' }),
  );
  return `jo changes the health check path of ${name} to /old-health`;
};

const foreignRevision: ByHand = async (stage, app) => {
  const { ecs } = stage.as('jo');
  const service = app.services.find(
    ({ taskDefinition }) => (taskDefinition.containerDefinitions?.[0]?.environment ?? []).length > 0,
  );
  if (service === undefined) return undefined;
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: app.cluster, services: [service.ecsService] }),
  );
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services[0]?.taskDefinition }),
  );
  if (taskDefinition === undefined) return undefined;
  const definition = registrable(taskDefinition);
  const changed = (definition.containerDefinitions ?? []).map((container, index) =>
    index > 0
      ? container
      : {
          ...container,
          environment: (container.environment ?? []).map((variable, at) =>
            at > 0 ? variable : { ...variable, value: 'changed by hand' },
          ),
        },
  );
  const made = await ecs.send(new RegisterTaskDefinitionCommand({ ...definition, containerDefinitions: changed }));
  await ecs.send(
    new UpdateServiceCommand({
      cluster: app.cluster,
      service: service.ecsService,
      taskDefinition: made.taskDefinition?.taskDefinitionArn,
    }),
  );
  return `jo registers a revision of ${service.ecsService} with another ${definition.containerDefinitions?.[0]?.environment?.[0]?.name ?? 'variable'} and rolls it out`;
};

const policyTarget: ByHand = async (stage, app) => {
  const { scaling } = stage.as('jo');
  const service = app.services.find((each) => (each.scaling?.policies.length ?? 0) > 0);
  if (service === undefined) return undefined;
  const ResourceId = `service/${app.cluster}/${service.ecsService}`;
  const { ScalingPolicies = [] } = await scaling.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId }),
  );
  const [policy] = ScalingPolicies;
  const configuration = policy?.TargetTrackingScalingPolicyConfiguration;
  if (configuration === undefined) return undefined;
  await scaling.send(
    new PutScalingPolicyCommand({
      ...SCALED,
      ResourceId,
      PolicyName: policy?.PolicyName,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: { ...configuration, TargetValue: (configuration.TargetValue ?? 0) / 2 },
    }),
  );
  return `jo halves the target of the scaling policy ${policy?.PolicyName}`;
};

export const byHand: readonly ByHand[] = [countBelowMinimum, rulePath, healthCheck, foreignRevision, policyTarget];
