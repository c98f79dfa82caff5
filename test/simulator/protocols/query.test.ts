import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { XmlShapeDeserializer } from '@aws-sdk/core/protocols';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError, type SimulatedService } from '../../../src/simulator/operation.ts';
import { awsQuery, ec2Query } from '../../../src/simulator/protocols/query.ts';
import { shapesOf } from '../../../src/simulator/protocols/shapes.ts';
import { textOf, type WireProtocol } from '../../../src/simulator/protocols/wire.ts';
import { valueFor, withoutEmpty } from './arbitrary.ts';

const service = (protocol: 'awsQuery' | 'ec2Query'): SimulatedService => ({
  endpoint: 'x',
  signingName: 'x',
  protocol,
  target: '2015-12-01',
  namespace: 'http://example.amazonaws.com/doc/2015-12-01/',
  operations: [],
});

async function roundTrip(protocol: WireProtocol, schema: unknown, output: unknown): Promise<unknown> {
  const shapes = shapesOf(schema);
  const kind = protocol.protocol === 'ec2Query' ? 'ec2Query' : 'awsQuery';
  const { body } = protocol.encode({ service: service(kind), shapes, output, requestId: 'r' });
  const deserializer = new XmlShapeDeserializer({
    timestampFormat: { useTrait: true, default: 5 },
    xmlNamespace: '',
    serviceNamespace: '',
  });
  return deserializer.read(shapes.output, body, kind === 'awsQuery' ? `${shapes.name}Result` : undefined);
}

describe('an XML answer', () => {
  it.each([
    ['elbv2 DescribeRules', awsQuery, elb.DescribeRules$],
    ['elbv2 DescribeTargetHealth', awsQuery, elb.DescribeTargetHealth$],
    ['elbv2 DescribeLoadBalancers', awsQuery, elb.DescribeLoadBalancers$],
    ['ec2 DescribeSubnets', ec2Query, ec2.DescribeSubnets$],
    ['ec2 DescribeNetworkInterfaces', ec2Query, ec2.DescribeNetworkInterfaces$],
  ])('of %s is read by the SDK as it was meant', async (_name, protocol, schema) => {
    const property = fc.asyncProperty(valueFor(shapesOf(schema).output, 5), async (value) => {
      const output = withoutEmpty(value) ?? {};
      expect(withoutEmpty(await roundTrip(protocol, schema, output)) ?? {}).toEqual(output);
    });
    await fc.assert(property, { seed: 4, numRuns: 20 });
  });

  it('of awsQuery carries namespace, result and request id', () => {
    const shapes = shapesOf(elb.DeleteRule$);
    const answer = awsQuery.encode({ service: service('awsQuery'), shapes, output: {}, requestId: 'id-1' });
    expect(textOf(answer.body)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<DeleteRuleResponse xmlns="http://example.amazonaws.com/doc/2015-12-01/">' +
        '<DeleteRuleResult></DeleteRuleResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DeleteRuleResponse>',
    );
    expect(answer.headers['x-amzn-requestid']).toBe('id-1');
  });

  it('of an error escapes what the sentence holds', () => {
    const error = new AwsError('ValidationError', "'<a&b>' is not valid");
    const { status, body } = awsQuery.refuse({ service: service('awsQuery'), error, requestId: 'r' });
    expect(status).toBe(400);
    expect(textOf(body)).toContain(
      "<Error><Type>Sender</Type><Code>ValidationError</Code><Message>'&lt;a&amp;b&gt;' is not valid</Message></Error>",
    );
  });

  it('of an ec2 error stands in a list', () => {
    const error = new AwsError('InvalidSubnetID.NotFound', 'no');
    const { body } = ec2Query.refuse({ service: service('ec2Query'), error, requestId: 'r' });
    expect(textOf(body)).toContain(
      '<Response><Errors><Error><Code>InvalidSubnetID.NotFound</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>',
    );
  });
});
