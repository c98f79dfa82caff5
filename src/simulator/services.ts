import { applicationAutoScaling } from './application-autoscaling.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudwatch } from './cloudwatch.ts';
import { dynamodb } from './dynamodb.ts';
import { ec2 } from './ec2.ts';
import { ecr } from './ecr.ts';
import { ecs } from './ecs.ts';
import { elbv2 } from './elbv2.ts';
import { events } from './events.ts';
import { iam } from './iam.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import type { SimulatedService } from './operation.ts';
import { s3 } from './s3.ts';
import { scheduler } from './scheduler.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { sts } from './sts.ts';

/** Every AWS service that the simulator knows. */
export const services: readonly SimulatedService[] = [
  applicationAutoScaling,
  cloudformation,
  cloudwatch,
  dynamodb,
  ec2,
  ecr,
  ecs,
  elbv2,
  events,
  lambda,
  iam,
  logs,
  s3,
  scheduler,
  sns,
  sqs,
  sts,
];
