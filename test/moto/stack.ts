import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import { template } from '../../bootstrap/template.ts';
import type { Tally } from './loop.ts';
import { propertyGaps, typeGaps } from './stack-gaps.ts';
import { type Look, looks } from './stack-looks.ts';
import { connection } from './surroundings.ts';

/** The stack's template in moto's CloudFormation, and what was made of it read back through the services themselves. */

/** Another one than the loop's, as both have the one table. */
const REGION = 'eu-west-1';
const STACK = 'ecs-steward';
const BUCKET = 'ecs-steward-code';
const KEY = 'code/empty.zip';

const made = template({
  vpc: false,
  tracing: true,
  cloudTrail: true,
  foundation: { egress: 'nat', certificate: false },
});

export async function runStack(endpoint: string, write: (line: string) => void): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  const expect = (what: string, holds: boolean) => {
    tally[holds ? 'passed' : 'failed']++;
    write(`  ${holds ? '✓' : '✗'} ${what}`);
  };
  const config = { ...connection(endpoint), region: REGION };
  write('the stack');
  try {
    await upload(new S3Client({ ...config, forcePathStyle: true }));
    const cloudformation = new CloudFormationClient(config);
    const stack = await deploy(cloudformation);
    expect(`it is ${stack?.StackStatus}`, stack?.StackStatus === 'CREATE_COMPLETE');
    const outputs = new Map((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    expect(
      'it tells table and queue',
      outputs.get('TableName') === 'ecs-steward' && /\/ecs-steward$/.test(outputs.get('QueueUrl') ?? ''),
    );
    await compareTypes(cloudformation, expect);
    for (const look of looks) await lookAt(look, config, expect);
    for (const { what, holds } of propertyGaps) expect(`moto still leaves out ${what}`, !(await holds(config)));
  } catch (error) {
    expect(`it ran to its end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, false);
  }
  return tally;
}

async function lookAt(
  { what, holds }: Look,
  config: Parameters<Look['holds']>[0],
  expect: (what: string, holds: boolean) => void,
): Promise<void> {
  try {
    expect(what, await holds(config));
  } catch (error) {
    expect(`${what}: ${error instanceof Error ? error.message : String(error)}`, false);
  }
}

async function upload(s3: S3Client): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  const Body = zipSync({ 'index.mjs': new TextEncoder().encode('export const handler = () => undefined;\n') });
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body }));
}

async function deploy(cloudformation: CloudFormationClient): Promise<Stack | undefined> {
  const parameters = { CodeBucket: BUCKET, DispatchCode: KEY, ReconcileCode: KEY, AlarmMail: 'on-call@example.com' };
  await cloudformation.send(
    new CreateStackCommand({
      StackName: STACK,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      TemplateBody: JSON.stringify(made),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: STACK }));
  return Stacks?.[0];
}

/** Which types moto makes nothing of is written down; it fails in both directions. */
async function compareTypes(
  cloudformation: CloudFormationClient,
  expect: (what: string, holds: boolean) => void,
): Promise<void> {
  const { StackResources = [] } = await cloudformation.send(new DescribeStackResourcesCommand({ StackName: STACK }));
  const there = new Set(StackResources.map(({ LogicalResourceId }) => LogicalResourceId));
  const missing = Object.entries(made.Resources).filter(([id]) => !there.has(id));
  const types = [...new Set(missing.map(([, { Type }]) => Type))].sort();
  expect(`moto makes all but ${types.join(', ')}`, types.join() === [...typeGaps].sort().join());
}
