import { arnOf, sub } from '../intrinsics.ts';
import { names } from '../names.ts';
import type { StackOptions } from '../stack-options.ts';
import type { Value } from '../template-shape.ts';

/**
 * What Lambda itself does in a function's name because the stack's wiring or its options ask for it: keep what failed, trace,
 * attach to a VPC. The code makes none of these calls, so its table of permissions does not hold them.
 */
export function rightsOfDispatch(options: StackOptions): Value[] {
  return [
    { Sid: 'KeepWhatFailed', Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: arnOf('DeadLetters') },
    ...optional(options, names.dispatch),
  ];
}

export function rightsOfReconcile(options: StackOptions): Value[] {
  return optional(options, names.reconcile);
}

/** X-Ray and these calls of EC2 know no resource to name (Service Authorization Reference). */
function optional({ tracing, vpc }: StackOptions, name: string): Value[] {
  const trace = { Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' };
  const attach = { Action: NETWORK_CALLS, Resource: '*' };
  return [
    ...(tracing ? [{ Sid: 'Trace', Effect: 'Allow', ...trace }] : []),
    ...(vpc ? [{ Sid: 'AttachToTheNetwork', Effect: 'Allow', ...attach }, deniedToTheCode(name)] : []),
  ];
}

const NETWORK_CALLS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** They are for Lambda's service; a request from inside the function carries the function's ARN and is refused. */
function deniedToTheCode(name: string): Value {
  const own = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`;
  return {
    Sid: 'NetworkIsNotForTheCode',
    Effect: 'Deny',
    Action: NETWORK_CALLS,
    Resource: '*',
    Condition: { ArnEquals: { 'lambda:SourceFunctionArn': sub(own) } },
  };
}
