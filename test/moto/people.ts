import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRepositoriesCommand, ECRClient, PutImageScanningConfigurationCommand } from '@aws-sdk/client-ecr';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type Rule,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { registrable } from '../../src/reconcilers/task-definition.ts';
import { CLUSTER, connection } from './surroundings.ts';

/** Reads moto past all of our code, and changes things by hand. */
export class Person {
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly scaling: ApplicationAutoScalingClient;
  readonly logs: CloudWatchLogsClient;

  constructor(endpoint: string) {
    const config = connection(endpoint);
    this.ecr = new ECRClient(config);
    this.ecs = new ECSClient(config);
    this.elb = new ElasticLoadBalancingV2Client(config);
    this.scaling = new ApplicationAutoScalingClient(config);
    this.logs = new CloudWatchLogsClient(config);
  }

  async service(name: string) {
    const { services = [] } = await this.ecs.send(
      new DescribeServicesCommand({ cluster: CLUSTER, services: [name], include: ['TAGS'] }),
    );
    return services[0];
  }

  async definitionOf(name: string) {
    const service = await this.service(name);
    const { taskDefinition } = await this.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: service?.taskDefinition }),
    );
    return taskDefinition;
  }

  async rules(listener: string): Promise<Rule[]> {
    const { Rules = [] } = await this.elb.send(new DescribeRulesCommand({ ListenerArn: listener }));
    return Rules.filter(({ IsDefault }) => IsDefault !== true);
  }

  async ruleOf(listener: string, path: string): Promise<Rule | undefined> {
    return (await this.rules(listener)).find(({ Conditions }) => pathsOf(Conditions).includes(path));
  }

  async groups(): Promise<TargetGroup[]> {
    return (await this.elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups ?? [];
  }

  async groupOf(service: string): Promise<TargetGroup | undefined> {
    const found = await this.service(service);
    const arn = found?.loadBalancers?.[0]?.targetGroupArn;
    return (await this.groups()).find(({ TargetGroupArn }) => TargetGroupArn === arn);
  }

  async policyOf(service: string) {
    const { ScalingPolicies = [] } = await this.scaling.send(new DescribeScalingPoliciesCommand(scaled(service)));
    return ScalingPolicies[0];
  }

  async scalableTargetOf(service: string) {
    const { ServiceNamespace, ResourceId } = scaled(service);
    const { ScalableTargets = [] } = await this.scaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace, ResourceIds: [ResourceId] }),
    );
    return ScalableTargets[0];
  }

  async deletePolicy(service: string, PolicyName: string | undefined): Promise<void> {
    await this.scaling.send(new DeleteScalingPolicyCommand({ ...scaled(service), PolicyName }));
  }

  async repository(name: string) {
    const { repositories = [] } = await this.ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
    return repositories[0];
  }

  async endScans(repositoryName: string): Promise<void> {
    await this.ecr.send(
      new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration: { scanOnPush: false } }),
    );
  }

  async scheduleOf(service: string) {
    const { ServiceNamespace, ResourceId } = scaled(service);
    const { ScheduledActions = [] } = await this.scaling.send(
      new DescribeScheduledActionsCommand({ ServiceNamespace, ResourceId }),
    );
    return ScheduledActions[0];
  }

  async setCount(service: string, desiredCount: number): Promise<void> {
    await this.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service, desiredCount }));
  }

  async moveRule(rule: Rule | undefined, path: string): Promise<void> {
    await this.elb.send(
      new ModifyRuleCommand({
        RuleArn: rule?.RuleArn,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }],
      }),
    );
  }

  async changeGroup(group: TargetGroup | undefined): Promise<void> {
    const TargetGroupArn = group?.TargetGroupArn;
    await this.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/old-health' }));
    await this.elb.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn,
        Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '7' }],
      }),
    );
  }

  /** A revision of its own with another value of the first variable, rolled out. */
  async rollOutForeign(service: string): Promise<void> {
    const found = await this.definitionOf(service);
    if (found === undefined) throw new Error(`${service} has no task definition`);
    const definition = registrable(found);
    const { taskDefinition } = await this.ecs.send(
      new RegisterTaskDefinitionCommand({
        ...definition,
        containerDefinitions: definition.containerDefinitions?.map((container) => ({
          ...container,
          environment: container.environment?.map(({ name }) => ({ name, value: 'changed by hand' })),
        })),
      }),
    );
    await this.ecs.send(
      new UpdateServiceCommand({ cluster: CLUSTER, service, taskDefinition: taskDefinition?.taskDefinitionArn }),
    );
  }

  async halvePolicy(service: string): Promise<void> {
    const policy = await this.policyOf(service);
    const configuration = policy?.TargetTrackingScalingPolicyConfiguration;
    await this.scaling.send(
      new PutScalingPolicyCommand({
        ...scaled(service),
        PolicyName: policy?.PolicyName,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: { ...configuration, TargetValue: 40 },
      }),
    );
  }

  async shortenLogs(group: string): Promise<void> {
    await this.logs.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: 1 }));
  }
}

function scaled(service: string) {
  return {
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: `service/${CLUSTER}/${service}`,
  } as const;
}

export function pathsOf(conditions: Rule['Conditions']): string[] {
  return (conditions ?? []).flatMap(({ PathPatternConfig, Values }) => PathPatternConfig?.Values ?? Values ?? []);
}
