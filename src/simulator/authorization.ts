import { access as scaling } from './application-autoscaling/authorization.ts';
import { access as dynamodb } from './dynamodb/authorization.ts';
import { access as ecr } from './ecr/authorization.ts';
import { access as ecs } from './ecs/authorization.ts';
import { access as elb } from './elbv2/authorization.ts';
import type { AccessTable } from './iam/access.ts';
import { access as lambda } from './lambda/authorization.ts';
import { access as logs } from './logs/authorization.ts';
import { access as sqs } from './sqs/authorization.ts';
import { access as sts } from './sts/authorization.ts';

/** Which permissions a service's operations need. */
interface ServiceAccess {
  readonly table: AccessTable;
  /** Its resources have policies of their own, so that not only sessions of roles are judged. */
  readonly resourcePolicies?: true;
}

/** By signing name; of a service that is not here no session of a role can do anything. */
export const accessByService: Readonly<Record<string, ServiceAccess>> = {
  'application-autoscaling': { table: scaling },
  dynamodb: { table: dynamodb },
  ecr: { table: ecr },
  ecs: { table: ecs },
  elasticloadbalancing: { table: elb },
  lambda: { table: lambda },
  logs: { table: logs },
  sqs: { table: sqs },
  sts: { table: sts, resourcePolicies: true },
};
