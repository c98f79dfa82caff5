import { crc32 } from 'node:zlib';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ecs from '@aws-sdk/client-ecs';
import { JsonShapeSerializer } from '@aws-sdk/core/protocols';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError, type SimulatedService } from '../../../src/simulator/operation.ts';
import { jsonProtocol } from '../../../src/simulator/protocols/json.ts';
import { shapesOf } from '../../../src/simulator/protocols/shapes.ts';
import { bytesOf, textOf } from '../../../src/simulator/protocols/wire.ts';
import { valueFor } from './arbitrary.ts';

const json = jsonProtocol('1.1');
const service: SimulatedService = {
  endpoint: 'ecs',
  signingName: 'ecs',
  protocol: 'awsJson1.1',
  target: 'T',
  operations: [],
};
const wired = (text: string) => ({ method: 'POST', path: '/', headers: {}, body: bytesOf(text) });
const register = shapesOf(ecs.RegisterTaskDefinition$);
const decode = (value: unknown) => json.decode(register, wired(JSON.stringify(value)));

describe('a JSON request', () => {
  it.each([
    ['RegisterTaskDefinition', ecs.RegisterTaskDefinition$],
    ['CreateService', ecs.CreateService$],
    ['PutItem', dynamodb.PutItem$],
  ])('%s is read back as the SDK wrote it', (_name, schema) => {
    const { input } = shapesOf(schema);
    const property = fc.property(valueFor(input, 6), (value) => {
      const serializer = new JsonShapeSerializer({ jsonName: false, timestampFormat: { useTrait: true, default: 7 } });
      serializer.write(input, value);
      const read = json.decode(shapesOf(schema), wired(String(serializer.flush())));
      const made = Object.keys(read as object).filter((name) => !(name in (value as object)));
      for (const token of made) Reflect.deleteProperty(read as object, token);
      expect(read).toEqual(value);
    });
    fc.assert(property, { seed: 4, numRuns: 40 });
  });

  it.each([
    [{ famly: 'a' }, 'famly'],
    [{ containerDefinitions: [{ name: 'a' }, { imaeg: 'b' }] }, 'containerDefinitions[1].imaeg'],
    [JSON.parse('{"__proto__": {"a": 1}}'), '__proto__'],
  ])('with an unknown member is refused by its path: %j', (body, path) => {
    expect(() => decode(body)).toThrow(
      expect.objectContaining({ code: 'SerializationException', message: expect.stringContaining(path) }),
    );
  });

  it.each([
    [{ family: 1 }, 'NUMBER_VALUE cannot be converted to string: family'],
    [{ containerDefinitions: {} }, 'STRUCTURE_VALUE cannot be converted to list: containerDefinitions'],
    [
      { containerDefinitions: [{ essential: 'yes' }] },
      'STRING_VALUE cannot be converted to boolean: containerDefinitions[0].essential',
    ],
    [[], 'LIST_VALUE cannot be converted to structure: the request'],
  ])('with a value of the wrong type is refused: %j', (body, message) => {
    expect(() => decode(body)).toThrow(message);
  });

  it('takes null for absent', () => {
    expect(decode({ family: 'a', cpu: null })).toEqual({ family: 'a' });
  });

  it('that is no JSON is refused', () => {
    expect(() => json.decode(register, wired('{'))).toThrow(
      expect.objectContaining({ code: 'SerializationException' }),
    );
  });
});

describe('a JSON answer', () => {
  it('has timestamps in seconds and leaves out what is not set', () => {
    const output = { taskDefinition: { family: 'a', registeredAt: new Date(1_700_000_000_250), cpu: undefined } };
    const { headers, body } = json.encode({ service, shapes: register, output, requestId: 'id-1' });
    expect(JSON.parse(textOf(body))).toEqual({ taskDefinition: { family: 'a', registeredAt: 1_700_000_000.25 } });
    expect(headers).toMatchObject({ 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'id-1' });
  });

  it('of DynamoDB carries its checksum', () => {
    const dynamo = { ...service, signingName: 'dynamodb' };
    const answer = jsonProtocol('1.0').encode({ service: dynamo, shapes: register, output: {}, requestId: 'r' });
    expect(answer.headers['x-amz-crc32']).toBe(String(crc32(answer.body)));
  });

  it('of an error names type, members and, where the service is query-compatible, the old code', () => {
    const error = new AwsError('QueueDoesNotExist', 'no', 400, { Item: { pk: { S: 'a' } } });
    const sqs = { ...service, errorNamespace: 'com.amazonaws.sqs', queryErrors: { QueueDoesNotExist: 'Old' } };
    const { status, headers, body } = json.refuse({ service: sqs, error, requestId: 'r' });
    expect(status).toBe(400);
    expect(JSON.parse(textOf(body))).toEqual({
      __type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'no',
      Item: { pk: { S: 'a' } },
    });
    expect(headers['x-amzn-query-error']).toBe('Old;Sender');
  });
});
