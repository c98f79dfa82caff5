import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as scheduler from '@aws-sdk/client-scheduler';
import { describe, expect, it } from 'vitest';
import { address, httpBinding } from '../../../src/simulator/protocols/http-binding.ts';
import { restJson1 } from '../../../src/simulator/protocols/rest-json.ts';
import { restXml } from '../../../src/simulator/protocols/rest-xml.ts';
import { shapesOf } from '../../../src/simulator/protocols/shapes.ts';
import { bytesOf, textOf, type WireRequest } from '../../../src/simulator/protocols/wire.ts';

const request = (method: string, path: string, body = '', headers: Record<string, string> = {}): WireRequest => ({
  method,
  path,
  headers: { authorization: 'Credential=a/20260302/eu-central-1/s3/aws4_request', ...headers },
  body: bytesOf(body),
});
const onLambda = (method: string, path: string, body = ''): WireRequest =>
  request(method, path, body, { authorization: 'Credential=a/20260302/eu-central-1/lambda/aws4_request' });

describe('a REST operation', () => {
  const binding = (schema: unknown) => {
    const { http } = shapesOf(schema);
    if (http === undefined) throw new Error('not a REST operation');
    return http;
  };

  it.each<[string, unknown, WireRequest, object | undefined]>([
    ['by a label', lambda.GetFunction$, onLambda('GET', '/2015-03-31/functions/a%20b'), { FunctionName: 'a b' }],
    ['by method', lambda.GetFunction$, onLambda('POST', '/2015-03-31/functions/a'), undefined],
    ['not by a longer path', lambda.GetFunction$, onLambda('GET', '/2015-03-31/functions/a/policy'), undefined],
    [
      'with a slash at the end',
      lambda.ListEventSourceMappings$,
      onLambda('GET', '/2015-03-31/event-source-mappings/'),
      {},
    ],
    ['by the bucket in the path', s3.PutObject$, request('PUT', '/b/k/l?x-id=PutObject'), { Bucket: 'b', Key: 'k/l' }],
    [
      'by the bucket in the host',
      s3.PutObject$,
      request('PUT', '/k', '', { host: 'b.c.s3.eu-central-1.amazonaws.com' }),
      { Bucket: 'b.c', Key: 'k' },
    ],
    ['by a word of the query', s3.PutBucketEncryption$, request('PUT', '/b?encryption'), { Bucket: 'b' }],
    ['not without that word', s3.PutBucketEncryption$, request('PUT', '/b'), undefined],
    ['not for a key where a bucket is meant', s3.PutObject$, request('PUT', '/b'), undefined],
  ])('is addressed %s', (_how, schema, wire, labels) => {
    expect(address(binding(schema), wire)?.labels).toEqual(labels);
  });

  it('is none where the schema says nothing of HTTP', () => {
    expect([httpBinding(0), httpBinding({}), httpBinding({ http: ['GET'] })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('restJson1', () => {
  const create = shapesOf(scheduler.CreateSchedule$);
  const at = Date.UTC(2026, 2, 2);

  it('reads labels, query and body, and times as seconds', () => {
    const body = JSON.stringify({ ScheduleExpression: 'rate(1 hour)', StartDate: at / 1000 });
    expect(restJson1.decode(create, onLambda('POST', '/schedules/sweep', body))).toEqual({
      Name: 'sweep',
      ScheduleExpression: 'rate(1 hour)',
      StartDate: new Date(at),
    });
    const list = onLambda('GET', '/2015-03-31/event-source-mappings?FunctionName=a&MaxItems=7');
    expect(restJson1.decode(shapesOf(lambda.ListEventSourceMappings$), list)).toEqual({
      FunctionName: 'a',
      MaxItems: 7,
    });
  });

  it('gives a payload through as bytes', () => {
    const invoke = onLambda('POST', '/2015-03-31/functions/a/invocations', '{"a":1}');
    expect(restJson1.decode(shapesOf(lambda.Invoke$), invoke)).toEqual({
      FunctionName: 'a',
      Payload: bytesOf('{"a":1}'),
    });
  });

  it.each([
    ['a member that it does not know', '/schedules/a', '{"Other": 1}', 'does not know the member Other'],
    [
      'a member of another type',
      '/schedules/a',
      '{"ScheduleExpression": 1}',
      'NUMBER_VALUE cannot be converted to string: ScheduleExpression',
    ],
    ['what stands in the path, in the body', '/schedules/a', '{"Name": "b"}', 'does not know the member Name'],
    [
      'a word of the query that it does not know',
      '/schedules/a?x=1',
      '{}',
      'does not know the query parameter x of CreateSchedule',
    ],
    ['what is not JSON', '/schedules/a', '{', 'is not JSON'],
  ])('refuses %s', (_what, path, body, sentence) => {
    expect(() => restJson1.decode(create, onLambda('POST', path, body))).toThrow(sentence);
  });

  it('answers with the status of the operation, and errors by a header', () => {
    const service = {
      endpoint: 'lambda',
      signingName: 'lambda',
      protocol: 'restJson1',
      target: '',
      operations: [],
    } as const;
    const shapes = shapesOf(lambda.CreateFunction$);
    const answer = restJson1.encode({ service, shapes, output: { FunctionName: 'a' }, requestId: 'r' });
    expect([answer.status, textOf(answer.body)]).toEqual([201, '{"FunctionName":"a"}']);
  });
});

describe('restXml', () => {
  const service = { endpoint: 's3', signingName: 's3', protocol: 'restXml', target: '', operations: [] } as const;

  it('reads a payload of XML, and refuses elements that it does not know', () => {
    const versioning = shapesOf(s3.PutBucketVersioning$);
    const xml = (inner: string) =>
      `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</VersioningConfiguration>`;
    expect(restXml.decode(versioning, request('PUT', '/b?versioning', xml('<Status>Enabled</Status>')))).toEqual({
      Bucket: 'b',
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(() => restXml.decode(versioning, request('PUT', '/b?versioning', xml('<State>a</State>')))).toThrow(
      'does not know the element State',
    );
    expect(() => restXml.decode(versioning, request('PUT', '/b?versioning', '<a'))).toThrow('not well-formed');
  });

  it('reads and writes headers, those with a prefix as a map, times in HTTP’s own form', () => {
    const put = request('PUT', '/b/k', 'bytes', { 'content-type': 'text/plain', 'x-amz-meta-sha': 'abc' });
    expect(restXml.decode(shapesOf(s3.PutObject$), put)).toMatchObject({
      ContentType: 'text/plain',
      Metadata: { sha: 'abc' },
      Body: bytesOf('bytes'),
    });
    const output = { ContentLength: 5, LastModified: new Date(Date.UTC(2026, 2, 2)), Metadata: { sha: 'abc' } };
    const { headers } = restXml.encode({ service, shapes: shapesOf(s3.HeadObject$), output, requestId: 'r' });
    expect(headers).toMatchObject({
      'content-length': '5',
      'last-modified': 'Mon, 02 Mar 2026 00:00:00 GMT',
      'x-amz-meta-sha': 'abc',
      'x-amz-request-id': 'r',
    });
  });
});
