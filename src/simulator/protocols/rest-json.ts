import { JsonShapeDeserializer, JsonShapeSerializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { mutate } from '../mutation.ts';
import { AwsError } from '../operation.ts';
import { checkJson } from './json-shape.ts';
import { readRequest, writeAnswer } from './rest.ts';
import type { Answer, Refusal, Shapes, WireProtocol, WireRequest, WireResponse } from './wire.ts';
import { bytesOf, textOf } from './wire.ts';

type Json = Parameters<JsonShapeDeserializer['readObject']>[1];

const settings = { jsonName: true, timestampFormat: { useTrait: true, default: 7 } } as const;

/** Path, query and headers beside a JSON body: Lambda, Scheduler. Errors are named by a header. */
export const restJson1: WireProtocol = {
  protocol: 'restJson1',
  decode,
  encode,
  refuse: ({ error, requestId }: Refusal) => {
    const Type = error.status < 500 ? 'User' : 'Service';
    const body = bytesOf(JSON.stringify({ Type, Message: error.message, message: error.message, ...error.members }));
    return respond(error.status, { 'x-amzn-errortype': error.code }, body, requestId);
  },
};

function decode(shapes: Shapes, request: WireRequest): unknown {
  const { bound, payload, bodyMembers } = readRequest(shapes, request);
  if (payload !== undefined) return { ...bound, [payload[0]]: request.body };
  const parsed = parse(request.body);
  const stranger = Object.keys(parsed).find((name) => !bodyMembers.has(name));
  if (stranger !== undefined)
    throw new AwsError(
      'SerializationException',
      `The simulator does not know the member ${stranger} of this operation.`,
    );
  checkJson(shapes.input, parsed);
  if (shapes.input.isUnitSchema()) return {};
  const body = new JsonShapeDeserializer(settings).readObject(shapes.input, parsed as Json) as object;
  return { ...body, ...bound };
}

function parse(body: Uint8Array): object {
  const text = textOf(body);
  try {
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // Falls through to the refusal.
  }
  throw new AwsError('SerializationException', 'The body of the request is not JSON.');
}

function encode({ shapes, output, requestId, mutations = [] }: Answer): WireResponse {
  const answer = writeAnswer(shapes.output, (output ?? {}) as Readonly<Record<string, unknown>>);
  const status = answer.status ?? shapes.http?.status ?? 200;
  if (answer.payload !== undefined) {
    const { value } = answer.payload;
    return respond(
      status,
      answer.headers,
      value instanceof Uint8Array ? value : bytesOf(String(value ?? '')),
      requestId,
    );
  }
  // Without members there is no body, and none at all with 204.
  const text = status === 204 ? '' : json(shapes.output, answer.body ?? {}, mutations);
  return respond(status, answer.headers, bytesOf(text), requestId);
}

function json(shape: NormalizedSchema, body: object, mutations: NonNullable<Answer['mutations']>): string {
  if (shape.isUnitSchema()) return '{}';
  const serializer = new JsonShapeSerializer(settings);
  serializer.write(shape, body);
  const text = String(serializer.flush());
  if (mutations.length === 0) return text;
  const wire: unknown = JSON.parse(text);
  for (const mutation of mutations) mutate(wire, mutation);
  return JSON.stringify(wire);
}

function respond(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  requestId: string,
): WireResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'content-length': String(body.byteLength),
      'x-amzn-requestid': requestId,
      ...headers,
    },
    body,
  };
}
