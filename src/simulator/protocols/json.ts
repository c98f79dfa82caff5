import { crc32 } from 'node:zlib';
import { JsonShapeDeserializer, JsonShapeSerializer } from '@aws-sdk/core/protocols';
import { mutate } from '../mutation.ts';
import { AwsError, type SimulatedService } from '../operation.ts';
import { checkJson } from './json-shape.ts';
import type { Answer, Refusal, Shapes, WireProtocol, WireRequest, WireResponse } from './wire.ts';
import { bytesOf, textOf, WireForm } from './wire.ts';

type Json = Parameters<JsonShapeDeserializer['readObject']>[1];

/** Timestamps as seconds since 1970 unless a member's trait says otherwise. */
const settings = { jsonName: false, timestampFormat: { useTrait: true, default: 7 } } as const;

/** JSON 1.0 and 1.1 (aws-facts §1.1): one POST per operation, named by the header X-Amz-Target. */
export function jsonProtocol(version: '1.0' | '1.1'): WireProtocol {
  return {
    protocol: `awsJson${version}`,
    decode,
    encode: (answer) => respond(version, 200, encodeOutput(answer), answer.requestId, answer.service),
    refuse: (refusal) => refuse(version, refusal),
  };
}

function decode(shapes: Shapes, { body }: Pick<WireRequest, 'body'>): unknown {
  const text = textOf(body);
  let parsed: unknown;
  try {
    parsed = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'The body of the request is not JSON.');
  }
  checkJson(shapes.input, parsed);
  if (shapes.input.isUnitSchema()) return {};
  return new JsonShapeDeserializer(settings).readObject(shapes.input, parsed as Json);
}

function encodeOutput(answer: Answer): string {
  if (answer.shapes.output.isUnitSchema()) return '{}';
  const text = serialized(answer);
  if (answer.mutations === undefined || answer.mutations.length === 0) return text;
  // On the parsed wire form, so that null, wrong types and unknown members can be sent.
  const wire: unknown = JSON.parse(text);
  for (const mutation of answer.mutations) mutate(wire, mutation);
  return JSON.stringify(wire);
}

function serialized({ shapes, output }: Answer): string {
  if (output instanceof WireForm) return JSON.stringify(output.body);
  const serializer = new JsonShapeSerializer(settings);
  serializer.write(shapes.output, output ?? {});
  return String(serializer.flush());
}

function refuse(version: string, { service, error, requestId }: Refusal): WireResponse {
  const type = service?.errorNamespace === undefined ? error.code : `${service.errorNamespace}#${error.code}`;
  const body = JSON.stringify({ __type: type, message: error.message, ...error.members });
  const answer = respond(version, error.status, body, requestId, service);
  const old = service?.queryErrors?.[error.code];
  if (service?.queryErrors === undefined) return answer;
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${old ?? error.code};${fault}` } };
}

function respond(
  version: string,
  status: number,
  text: string,
  requestId: string,
  service: SimulatedService | undefined,
): WireResponse {
  const body = bytesOf(text);
  const headers: Record<string, string> = {
    'content-type': `application/x-amz-json-${version}`,
    'content-length': String(body.byteLength),
    'x-amzn-requestid': requestId,
  };
  if (service?.signingName === 'dynamodb') headers['x-amz-crc32'] = String(crc32(body));
  return { status, headers, body };
}
