import { arnOf, attribute, ref, sub } from './intrinsics.ts';
import type { StackOptions } from './stack-options.ts';
import type { Output } from './template-shape.ts';

/** What commands and people ask the stack for. */
export function outputsOf({ foundation }: StackOptions): Readonly<Record<string, Output>> {
  return { ...always, ...(foundation === undefined ? {} : foundationOutputs(foundation.certificate)) };
}

const always = {
  TableName: { Description: 'Documents, records and history.', Value: ref('Table') },
  QueueUrl: { Description: 'Messages to the worker.', Value: ref('Queue') },
  DeadLettersUrl: { Description: 'What was given up.', Value: ref('DeadLetters') },
  DispatchFunctionName: { Description: 'Turns events into messages.', Value: ref('DispatchFunction') },
  ReconcileFunctionName: { Description: 'Sweeps and passes.', Value: ref('ReconcileFunction') },
  ReconcileRoleArn: {
    Description: 'Who reads; roles in other accounts trust it, and nobody else.',
    Value: arnOf('ReconcileRole'),
  },
  WriteRoleArn: { Description: 'Who writes, for one app at a time.', Value: arnOf('WriteRole') },
  ViewerPolicyArn: { Description: 'For people who look.', Value: ref('ViewerPolicy') },
  EditorPolicyArn: { Description: 'For people who write documents.', Value: ref('EditorPolicy') },
  OperatorPolicyArn: { Description: 'For people who release, hold and roll back.', Value: ref('OperatorPolicy') },
  TopicArn: { Description: 'Where alarms go.', Value: ref('Topic') },
  DashboardUrl: {
    Description: 'How it goes, as graphs.',
    Value: sub(
      'https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}#dashboards:name=${Dashboard}',
    ),
  },
} as const satisfies Readonly<Record<string, Output>>;

function foundationOutputs(certificate: boolean): Readonly<Record<string, Output>> {
  return {
    ClusterName: { Description: 'cluster: of a document.', Value: ref('Cluster') },
    ListenerArn: {
      Description: 'loadBalancer.listener: of a document.',
      Value: ref(certificate ? 'HttpsListener' : 'HttpListener'),
    },
    LoadBalancerUrl: {
      Description: 'Where the apps answer.',
      Value: certificate ? sub('https://${LoadBalancer.DNSName}') : sub('http://${LoadBalancer.DNSName}'),
    },
    TaskSubnets: {
      Description: 'network.subnets: of a document.',
      Value: { 'Fn::Join': [',', [ref('PrivateSubnetA'), ref('PrivateSubnetB')]] },
    },
    TaskSecurityGroup: {
      Description: 'network.securityGroups: of a document.',
      Value: attribute('TaskSecurityGroup', 'GroupId'),
    },
    VpcId: { Description: 'The network of the apps.', Value: ref('Vpc') },
  };
}
