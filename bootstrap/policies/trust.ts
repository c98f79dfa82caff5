import type { Condition, TrustPolicy } from '../../src/aws/policy.ts';

/** A role that only one AWS service takes, and only for our own account (the confused deputy, IAM user guide). */
export function trustOfService(service: string, condition?: Condition): TrustPolicy {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Service',
        Effect: 'Allow',
        Principal: { Service: service },
        Action: ['sts:AssumeRole'],
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  };
}
