import { applicationAutoScaling } from './application-autoscaling.ts';
import { dynamodb } from './dynamodb.ts';
import { ec2 } from './ec2.ts';
import { ecr } from './ecr.ts';
import { ecs } from './ecs.ts';
import { elbv2 } from './elbv2.ts';
import { iam } from './iam.ts';
import { logs } from './logs.ts';
import type { SimulatedService } from './operation.ts';
import { sqs } from './sqs.ts';
import { sts } from './sts.ts';

/** Every AWS service that the simulator knows. */
export const services: readonly SimulatedService[] = [
  applicationAutoScaling,
  dynamodb,
  ec2,
  ecr,
  ecs,
  elbv2,
  iam,
  logs,
  sqs,
  sts,
];
