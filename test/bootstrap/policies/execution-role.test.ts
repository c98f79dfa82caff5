import { describe, expect, it } from 'vitest';
import * as execution from '../../../bootstrap/policies/execution-role.ts';
import * as task from '../../../bootstrap/policies/task-role.ts';
import type { PolicyDocument } from '../../../src/aws/policy.ts';
import { desiredApp } from '../../../src/desired-state/desired-app.ts';
import { problemText } from '../../../src/desired-state/problem-text.ts';
import { readDocument } from '../../../src/desired-state/read-document.ts';
import { place as elsewhere } from './place.ts';

const place = { ...elsewhere, region: 'eu-central-1' };
const secret = 'arn:aws:secretsmanager:eu-central-1:210987654321:secret:todo/db-AbCdEf';
const document = {
  app: 'todo',
  account: '210987654321',
  region: 'eu-central-1',
  cluster: 'todo',
  network: { subnets: ['subnet-0a11aa22bb33cc44d'], securityGroups: ['sg-0123456789abcdef0'] },
  services: {
    api: {
      image: 'todo/api:latest',
      cpu: 256,
      memory: 512,
      secrets: { DB: `${secret}:password::`, FLAG: 'arn:aws:ssm:eu-central-1:210987654321:parameter/todo/flag' },
    },
    worker: {
      image: 'todo/worker:latest',
      cpu: 256,
      memory: 512,
      roles: { execution: 'arn:aws:iam::210987654321:role/ecs-steward/todo/own' },
    },
  },
};

function app(given: object) {
  const read = readDocument({ text: JSON.stringify(given), file: 'todo.json' });
  if (!read.ok) throw new Error(read.problems.map(problemText).join('\n'));
  return desiredApp(read.document);
}

const resources = ({ Statement }: PolicyDocument) =>
  Object.fromEntries(Statement.map(({ Sid, Resource }) => [Sid, Resource]));

describe('the execution role of an app', () => {
  it('pulls, logs and reads secrets exactly as the document says', () => {
    expect(resources(execution.policyOf(place, app(document)))).toEqual({
      Login: ['*'],
      Pull: ['arn:aws:ecr:eu-central-1:210987654321:repository/todo/api'],
      Log: ['arn:aws:logs:eu-central-1:210987654321:log-group:/ecs/todo/api:log-stream:*'],
      Secrets: [secret],
      Parameters: ['arn:aws:ssm:eu-central-1:210987654321:parameter/todo/flag'],
    });
  });

  it('is taken only by tasks of this account and region', () => {
    expect(execution.trustOf(place).Statement[0]).toMatchObject({
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': '210987654321' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:eu-central-1:210987654321:*' },
      },
    });
  });
});

describe('the task role of a service', () => {
  it('has no policy where the document asks for nothing', () => {
    const [api] = app(document).services;
    expect(api && task.policyOf(place, api)).toBeUndefined();
  });

  it('reaches the Session Manager for ECS Exec, and file systems that ask for IAM', () => {
    const [api] = app(document).services;
    if (api === undefined) throw new Error('no service');
    const volumes = [
      { efsVolumeConfiguration: { fileSystemId: 'fs-1', authorizationConfig: { iam: 'ENABLED' as const } } },
      { efsVolumeConfiguration: { fileSystemId: 'fs-2' } },
    ];
    const policy = task.policyOf(place, {
      ...api,
      service: { ...api.service, enableExecuteCommand: true },
      taskDefinition: { ...api.taskDefinition, volumes },
    });
    expect(policy && resources(policy)).toEqual({
      Exec: ['*'],
      FileSystems: ['arn:aws:elasticfilesystem:eu-central-1:210987654321:file-system/fs-1'],
    });
  });
});
