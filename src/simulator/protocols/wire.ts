import type { NormalizedSchema } from '@smithy/core/schema';
import type { Mutation } from '../mutation.ts';
import type { AwsError, Protocol, SimulatedService } from '../operation.ts';

/** An HTTP request as the simulator sees it, whichever way it came in. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Whether the caller has given up by now: then nobody hears the answer. */
  readonly abandoned?: () => boolean;
}

/** What an SDK client is to read as a stream is marked. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly streamed?: boolean;
}

/** How a REST operation is addressed: `PUT /{Key+}?x-id=PutObject`. */
export interface HttpBinding {
  readonly method: string;
  /** `{Name}` stands for one segment, `{Name+}` for all that follow. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Of a success. */
  readonly status: number;
}

/** An operation's name with the schemas of what goes in and comes out. */
export interface Shapes {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Of REST protocols only. */
  readonly http: HttpBinding | undefined;
}

/** An output that is in its protocol's form already, as plain JSON: it is sent as it is. */
export class WireForm {
  readonly body: Readonly<Record<string, unknown>>;

  constructor(body: Readonly<Record<string, unknown>>) {
    this.body = body;
  }
}

export interface Answer {
  readonly service: SimulatedService;
  readonly shapes: Shapes;
  /** As the SDK's types have it, or a WireForm. */
  readonly output: unknown;
  readonly requestId: string;
  /** Faults on order: changes on the wire, after the operation. */
  readonly mutations?: readonly Mutation[];
}

export interface Refusal {
  /** Absent when the request names a service that is not simulated. */
  readonly service: SimulatedService | undefined;
  readonly error: AwsError;
  readonly requestId: string;
}

/** One of AWS' protocols, from the side of the server (aws-facts §1). */
export interface WireProtocol {
  readonly protocol: Protocol;
  /** The input as the SDK's types have it. Throws AwsError for what it can't read or does not know, with its path. */
  decode(shapes: Shapes, request: WireRequest): unknown;
  encode(answer: Answer): WireResponse;
  refuse(refusal: Refusal): WireResponse;
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
