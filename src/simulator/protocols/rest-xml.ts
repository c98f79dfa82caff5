import { XmlShapeDeserializer, XmlShapeSerializer } from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../operation.ts';
import { readRequest, writeAnswer } from './rest.ts';
import { join, members } from './shapes.ts';
import type { Answer, Refusal, Shapes, WireProtocol, WireRequest, WireResponse } from './wire.ts';
import { bytesOf } from './wire.ts';

const settings = {
  timestampFormat: { useTrait: true, default: 5 },
  httpBindings: true,
  xmlNamespace: '',
  serviceNamespace: '',
} as const;

/** The SDK's reader, with its tree of elements before the schema is laid over it. */
class XmlReader extends XmlShapeDeserializer {
  tree(text: string): unknown {
    return this.parseXml(text);
  }
}

/** Path, query and headers beside a body of XML or bytes: S3. */
export const restXml: WireProtocol = {
  protocol: 'restXml',
  decode,
  encode,
  refuse: ({ error, requestId }: Refusal) => {
    const members = Object.entries(error.members).map(
      ([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
    );
    const inner = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>${members.join('')}`;
    const text = `<Error>${inner}<RequestId>${requestId}</RequestId><HostId>simulated</HostId></Error>`;
    return respond(error.status, { 'content-type': 'application/xml' }, xml(text), requestId);
  },
};

function decode(shapes: Shapes, request: WireRequest): unknown {
  const { bound, payload, bodyMembers } = readRequest(shapes, request);
  if (payload !== undefined) {
    const [name, schema] = payload;
    if (!schema.isStructSchema()) return { ...bound, [name]: request.body };
    if (request.body.byteLength === 0) return bound;
    return { ...bound, [name]: readXml(schema, request.body) };
  }
  if (request.body.byteLength > 0 && bodyMembers.size === 0)
    throw new AwsError('UnexpectedContent', 'This request does not support content');
  return bound;
}

function readXml(schema: NormalizedSchema, body: Uint8Array): unknown {
  const reader = new XmlReader(settings);
  try {
    checkXml(schema, reader.tree(Buffer.from(body).toString()), '');
    return reader.read(schema, body);
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
}

/** Refuses elements that the schema does not know, with their path. */
function checkXml(schema: NormalizedSchema, value: unknown, path: string): void {
  if (schema.isListSchema()) {
    const items = Array.isArray(value) ? value : [value];
    for (const item of items) checkXml(schema.getValueSchema(), item, path);
    return;
  }
  if (!schema.isStructSchema() || typeof value !== 'object' || value === null) return;
  const known = new Map(
    [...members(schema)].map(([name, member]) => [member.getMemberTraits().xmlName ?? name, member] as const),
  );
  for (const [name, inner] of Object.entries(value)) {
    const member = known.get(name);
    if (member !== undefined) checkXml(member, inner, join(path, name));
    else if (!name.startsWith('xmlns') && !name.startsWith('#'))
      throw new AwsError(
        'MalformedXML',
        `The simulator does not know the element ${join(path, name)} of this operation.`,
      );
  }
}

function encode({ shapes, output, requestId, service }: Answer): WireResponse {
  const answer = writeAnswer(shapes.output, (output ?? {}) as Readonly<Record<string, unknown>>);
  const status = answer.status ?? shapes.http?.status ?? 200;
  if (answer.payload !== undefined) {
    const { schema, value } = answer.payload;
    const body =
      value instanceof Uint8Array
        ? value
        : schema.isStructSchema()
          ? xmlOf(schema, value, service.namespace)
          : new Uint8Array();
    return { ...respond(status, answer.headers, body, requestId), streamed: true };
  }
  const type = { 'content-type': 'application/xml' };
  const body = answer.body === undefined ? new Uint8Array() : xmlOf(shapes.output, answer.body, service.namespace);
  return respond(status, body.byteLength === 0 ? answer.headers : { ...type, ...answer.headers }, body, requestId);
}

function xmlOf(schema: NormalizedSchema, value: unknown, namespace = ''): Uint8Array {
  const writer = new XmlShapeSerializer({ ...settings, xmlNamespace: namespace, serviceNamespace: namespace });
  writer.write(schema, value ?? {});
  return xml(String(writer.flush()));
}

function xml(text: string): Uint8Array {
  return bytesOf(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
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
      'x-amz-request-id': requestId,
      'x-amz-id-2': 'simulated',
      'content-length': String(body.byteLength),
      ...headers,
    },
    body,
  };
}
