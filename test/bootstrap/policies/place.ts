import type { Place } from '../../../src/aws/policy.ts';

export const place: Place = {
  partition: 'aws',
  account: '210987654321',
  region: 'ap-southeast-2',
  table: 'ecs-steward',
  queue: 'ecs-steward',
  prefix: 'ecs-steward',
};
