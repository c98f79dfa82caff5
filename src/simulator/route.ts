import { AwsError, type Operation, type SimulatedService } from './operation.ts';
import { address } from './protocols/http-binding.ts';
import { shapesOf } from './protocols/shapes.ts';
import { textOf, type WireRequest } from './protocols/wire.ts';
import type { Caller } from './world.ts';

export interface Route {
  readonly service: SimulatedService;
  readonly operation: Operation<never, unknown>;
}

/** What a request asks for: a route, or the service (where known) and what it says to such a request. */
export type Routed =
  | { readonly ok: true; readonly route: Route }
  | { readonly ok: false; readonly service: SimulatedService | undefined; readonly error: AwsError };

/** Finds services by target header, form or host, and operations by the names of their schemas. */
export class Router {
  readonly #services: readonly SimulatedService[];
  readonly #operations = new Map<SimulatedService, Map<string, Operation<never, unknown>>>();

  constructor(services: readonly SimulatedService[]) {
    this.#services = services;
    for (const service of services) {
      const byName = service.operations.map((operation) => [shapesOf(operation.schema).name, operation] as const);
      this.#operations.set(service, new Map(byName));
    }
  }

  route(request: WireRequest): Routed {
    const target = request.headers['x-amz-target'];
    if (target !== undefined) return this.#byTarget(target);
    const form = new URLSearchParams(isForm(request) ? textOf(request.body) : '');
    const version = form.get('Version');
    const service = this.#services.find((one) => isQuery(one) && one.target === version) ?? this.#byHost(request);
    if (service === undefined) return unknownService(nameOf(request));
    if (isRest(service)) return this.#byPath(service, request);
    return this.#operation(service, form.get('Action') ?? '');
  }

  #byTarget(target: string): Routed {
    const dot = target.lastIndexOf('.');
    const service = this.#services.find((one) => !isQuery(one) && !isRest(one) && one.target === target.slice(0, dot));
    if (service === undefined) return unknownService(target.slice(0, dot));
    return this.#operation(service, target.slice(dot + 1));
  }

  #byHost(request: WireRequest): SimulatedService | undefined {
    const host = request.headers.host ?? '';
    const byHost = this.#services.find((one) => host.startsWith(`${one.endpoint}.`));
    return byHost ?? this.#services.find((one) => one.signingName === signingScope(request)?.service);
  }

  /** Of two operations that fit, the one whose query says more is meant: `PUT /?encryption` is not CreateBucket. */
  #byPath(service: SimulatedService, request: WireRequest): Routed {
    const fitting = service.operations.flatMap((operation) => {
      const { http } = shapesOf(operation.schema);
      const addressed = http && address(http, request);
      return addressed === undefined ? [] : [{ operation, words: addressed.words }];
    });
    const best = fitting.sort((one, other) => other.words - one.words)[0];
    if (best !== undefined) return { ok: true, route: { service, operation: best.operation } };
    return { ok: false, service, error: unknownOperation(service, `${request.method} ${request.path}`) };
  }

  #operation(service: SimulatedService, name: string): Routed {
    const operation = this.#operations.get(service)?.get(name);
    if (operation !== undefined) return { ok: true, route: { service, operation } };
    return { ok: false, service, error: unknownOperation(service, name) };
  }
}

export interface SigningScope {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
}

/** The credential scope of a signature version 4. The signature itself is not checked: any secret will do. */
export function signingScope(request: WireRequest): SigningScope | undefined {
  const found = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    request.headers.authorization ?? '',
  );
  const [, accessKey, region, service] = found ?? [];
  return accessKey === undefined || region === undefined || service === undefined
    ? undefined
    : { accessKey, region, service };
}

const defaultAccount = '210987654321';

/** Who calls. An access key of twelve digits is the account, unless the key stands for a principal that is known. */
export function callerOf(scope: SigningScope, known: string | undefined, userAgent: string | undefined): Caller {
  const account = known?.split(':')[4] ?? (/^\d{12}$/.test(scope.accessKey) ? scope.accessKey : defaultAccount);
  const principal = known ?? `arn:aws:iam::${account}:user/simulated`;
  return { account, region: scope.region, principal, ...(userAgent === undefined ? {} : { userAgent }) };
}

/** What a caller with the key of an ended session is told (aws-facts §1.2). */
export function expired(service: SimulatedService): AwsError {
  const sentence = 'The security token included in the request is expired';
  if (service.protocol === 'restXml') return new AwsError('ExpiredToken', 'The provided token has expired.');
  if (service.protocol === 'restJson1') return new AwsError('ExpiredTokenException', sentence, 403);
  return isQuery(service)
    ? new AwsError('ExpiredToken', sentence, 403)
    : new AwsError('ExpiredTokenException', sentence);
}

/** What an unsigned request is told. */
export function unsigned(service: SimulatedService): AwsError {
  if (service.protocol === 'restXml') return new AwsError('AccessDenied', 'Access Denied', 403);
  return isQuery(service)
    ? new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403)
    : new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
}

function isQuery(service: SimulatedService): boolean {
  return service.protocol === 'awsQuery' || service.protocol === 'ec2Query';
}

function isRest(service: SimulatedService): boolean {
  return service.protocol === 'restJson1' || service.protocol === 'restXml';
}

function isForm(request: WireRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

function nameOf(request: WireRequest): string {
  return signingScope(request)?.service ?? request.headers.host ?? request.path;
}

/** aws-facts §1.2. The sentence says that it is the simulator that lacks it: AWS may well have it. */
function unknownOperation(service: SimulatedService, name: string): AwsError {
  const sentence = `The simulator does not know the operation ${name || '(none)'} of ${service.signingName}.`;
  if (service.protocol === 'restXml') return new AwsError('NotImplemented', sentence, 501);
  return isQuery(service)
    ? new AwsError('InvalidAction', sentence)
    : new AwsError('UnknownOperationException', sentence);
}

function unknownService(name: string): Routed {
  const error = new AwsError('NotImplementedBySimulator', `The simulator does not know the service ${name}.`, 501);
  return { ok: false, service: undefined, error };
}
