import { ref } from '../intrinsics.ts';
import { names } from '../names.ts';
import type { Resource } from '../template-shape.ts';

/** Where alarms go. Not encrypted by a key of SNS' own: CloudWatch could not publish to it then. */
export function topic(): Readonly<Record<string, Resource>> {
  return {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: names.topic, DisplayName: 'ecs-steward' } },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref('Topic')],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Alarms',
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: ref('Topic'),
              Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
            },
            {
              Sid: 'NoPlainText',
              Effect: 'Deny',
              Principal: '*',
              Action: 'sns:Publish',
              Resource: ref('Topic'),
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
    TopicMail: {
      Type: 'AWS::SNS::Subscription',
      Condition: 'AlarmMailGiven',
      Properties: { TopicArn: ref('Topic'), Protocol: 'email', Endpoint: ref('AlarmMail') },
    },
  };
}
