import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../operation.ts';
import { address } from './http-binding.ts';
import { members } from './shapes.ts';
import type { Shapes, WireRequest } from './wire.ts';

/** Where a member stands in a request or an answer. */
type Place =
  | { readonly in: 'label' | 'payload' | 'status' | 'body' }
  | { readonly in: 'header' | 'query' | 'headers'; readonly name: string };

const settings = { httpBindings: true, timestampFormat: { useTrait: true, default: 7 } } as const;

/** What beside the body a REST request says, and the members that its body holds. */
export interface ReadRequest {
  readonly bound: Record<string, unknown>;
  /** The one member that is the whole body. */
  readonly payload: readonly [string, NormalizedSchema] | undefined;
  readonly bodyMembers: ReadonlySet<string>;
}

/** Reads path, query and headers by schema; a word of the query that no member has is refused by name. */
export function readRequest(shapes: Shapes, request: WireRequest): ReadRequest {
  const addressed = shapes.http === undefined ? undefined : address(shapes.http, request);
  const labels = addressed?.labels ?? {};
  const query = new URLSearchParams(addressed?.query);
  const bound: Record<string, unknown> = {};
  const bodyMembers = new Set<string>();
  let payload: ReadRequest['payload'];
  for (const [name, member] of members(shapes.input)) {
    const place = placeOf(member);
    if (place.in === 'payload') payload = [name, member];
    else if (place.in === 'body') bodyMembers.add(name);
    else if (place.in === 'headers') bound[name] = prefixed(place.name, request.headers);
    else {
      const value = textsAt(place, name, { labels, query, headers: request.headers });
      if (value !== undefined) bound[name] = fromText(member, value);
      if (place.in === 'query') query.delete(place.name);
    }
  }
  const unknown = [...query.keys()][0];
  if (unknown !== undefined)
    throw new AwsError(
      'ValidationException',
      `The simulator does not know the query parameter ${unknown} of ${shapes.name}.`,
    );
  return { bound, payload, bodyMembers };
}

interface Sources {
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

function textsAt(place: Place, name: string, { labels, query, headers }: Sources): readonly string[] | undefined {
  switch (place.in) {
    case 'label':
      return labels[name] === undefined ? undefined : [labels[name]];
    case 'query':
      return query.has(place.name) ? query.getAll(place.name) : undefined;
    case 'header': {
      const text = headers[place.name.toLowerCase()];
      return text === undefined ? undefined : [text];
    }
    case 'headers':
    case 'payload':
    case 'status':
    case 'body':
      return undefined;
  }
}

function fromText(member: NormalizedSchema, texts: readonly string[]): unknown {
  const reader = new FromStringShapeDeserializer(settings);
  if (member.isListSchema() && texts.length > 1)
    return texts.map((text) => reader.read(member.getValueSchema(), text) as unknown);
  return reader.read(member, texts[0] ?? '') as unknown;
}

function prefixed(prefix: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix.toLowerCase()));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** An output by place: headers as text, the payload or the members of the body. */
export interface WrittenAnswer {
  readonly headers: Record<string, string>;
  readonly status: number | undefined;
  readonly payload: { readonly schema: NormalizedSchema; readonly value: unknown } | undefined;
  /** undefined: no member stands in the body. */
  readonly body: Record<string, unknown> | undefined;
}

export function writeAnswer(shape: NormalizedSchema, output: Readonly<Record<string, unknown>>): WrittenAnswer {
  const headers: Record<string, string> = {};
  const body: Record<string, unknown> = {};
  let status: number | undefined;
  let payload: WrittenAnswer['payload'];
  let inBody = false;
  for (const [name, member] of members(shape)) {
    const place = placeOf(member);
    const value = output[name];
    if (place.in === 'body') inBody = true;
    if (place.in === 'payload') payload = { schema: member, value };
    if (value === undefined || value === null) continue;
    if (place.in === 'body') body[name] = value;
    else if (place.in === 'status') status = Number(value);
    else if (place.in === 'header') headers[place.name.toLowerCase()] = toText(member, value);
    else if (place.in === 'headers')
      for (const [key, text] of Object.entries(value)) headers[`${place.name}${key}`.toLowerCase()] = String(text);
  }
  return { headers, status, payload, body: inBody ? body : undefined };
}

function toText(member: NormalizedSchema, value: unknown): string {
  const writer = new ToStringShapeSerializer(settings);
  writer.write(member, value);
  return String(writer.flush());
}

function placeOf(member: NormalizedSchema): Place {
  const traits = member.getMergedTraits();
  if (traits.httpLabel) return { in: 'label' };
  if (typeof traits.httpQuery === 'string') return { in: 'query', name: traits.httpQuery };
  if (typeof traits.httpHeader === 'string') return { in: 'header', name: traits.httpHeader };
  if (typeof traits.httpPrefixHeaders === 'string') return { in: 'headers', name: traits.httpPrefixHeaders };
  if (traits.httpPayload) return { in: 'payload' };
  return { in: traits.httpResponseCode ? 'status' : 'body' };
}
