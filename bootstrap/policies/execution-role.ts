import type { Place, PolicyDocument, Statement, TrustPolicy } from '../../src/aws/policy.ts';
import type { DesiredApp } from '../../src/desired-state/desired.ts';
import { executionRoleArn } from '../../src/desired-state/names.ts';
import { trustOfService } from './trust.ts';

/**
 * What Fargate needs to start an app's tasks: exactly the document's repositories, secrets, log groups and environment
 * files. Of services that bring an execution role of their own nothing is here. Secrets under a customer's KMS key need
 * `kms:Decrypt` on that key besides: a document does not name keys.
 */
export function policyOf(place: Place, app: DesiredApp): PolicyDocument {
  const own = executionRoleArn(app.account, app.app);
  const services = app.services.filter(({ taskDefinition }) => taskDefinition.executionRoleArn === own);
  const containers = services.flatMap(({ taskDefinition }) => taskDefinition.containerDefinitions ?? []);
  const repositories = services.flatMap(({ images }) =>
    images.flatMap(({ registry, repository }) =>
      registry.kind === 'ecr'
        ? [`arn:${place.partition}:ecr:${registry.region}:${registry.account}:repository/${repository}`]
        : [],
    ),
  );
  const logStreams = containers.flatMap(({ logConfiguration }) => {
    const { 'awslogs-group': group, 'awslogs-region': region } = logConfiguration?.options ?? {};
    return logConfiguration?.logDriver === 'awslogs' && group !== undefined && region !== undefined
      ? [`arn:${place.partition}:logs:${region}:${place.account}:log-group:${group}:log-stream:*`]
      : [];
  });
  const references = containers.flatMap(({ secrets, logConfiguration, repositoryCredentials }) => [
    ...[...(secrets ?? []), ...(logConfiguration?.secretOptions ?? [])].map(({ valueFrom }) => valueFrom ?? ''),
    ...(repositoryCredentials?.credentialsParameter === undefined ? [] : [repositoryCredentials.credentialsParameter]),
  ]);
  const files = containers.flatMap(({ environmentFiles }) => (environmentFiles ?? []).map(({ value }) => value ?? ''));
  const statements = [
    allow('Login', ['ecr:GetAuthorizationToken'], repositories.length > 0 ? ['*'] : []),
    allow('Pull', ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], repositories),
    allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], logStreams),
    allow('Secrets', ['secretsmanager:GetSecretValue'], references.flatMap(secretOf)),
    allow(
      'Parameters',
      ['ssm:GetParameters'],
      references.flatMap((name) => parameterOf(place, name)),
    ),
    allow('EnvironmentFiles', ['s3:GetObject'], files),
    allow(
      'EnvironmentBuckets',
      ['s3:GetBucketLocation'],
      files.map((file) => file.split('/')[0] ?? file),
    ),
  ];
  return { Version: '2012-10-17', Statement: statements.flat() };
}

/** ECS' tasks in this account and region, nobody else's. */
export function trustOf(place: Place): TrustPolicy {
  return trustOfService('ecs-tasks.amazonaws.com', {
    StringEquals: { 'aws:SourceAccount': place.account },
    ArnLike: { 'aws:SourceArn': `arn:${place.partition}:ecs:${place.region}:${place.account}:*` },
  });
}

function allow(Sid: string, Action: readonly string[], resources: readonly string[]): readonly Statement[] {
  const Resource = [...new Set(resources)].sort();
  return Resource.length === 0 ? [] : [{ Sid, Effect: 'Allow', Action, Resource }];
}

/** Without JSON key, stage and version, which stand behind the ARN in a task definition. */
function secretOf(reference: string): string[] {
  const found = /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:[^:]+/.exec(reference);
  return found === null ? [] : [found[0]];
}

/** A parameter by ARN, or by its name in the task's own region. */
function parameterOf({ partition, region, account }: Place, reference: string): string[] {
  if (/^arn:[^:]+:ssm:/.test(reference)) return [reference];
  if (reference.startsWith('arn:') || reference === '') return [];
  return [`arn:${partition}:ssm:${region}:${account}:parameter/${reference.replace(/^\//, '')}`];
}
