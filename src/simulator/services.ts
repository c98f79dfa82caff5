import { dynamodb } from './dynamodb.ts';
import { ecr } from './ecr.ts';
import type { SimulatedService } from './operation.ts';
import { sqs } from './sqs.ts';
import { sts } from './sts.ts';

/** Every AWS service that the simulator knows. */
export const services: readonly SimulatedService[] = [dynamodb, ecr, sqs, sts];
