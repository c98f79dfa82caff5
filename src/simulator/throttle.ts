import { AwsError, type Operation, type SimulatedService, type ThrottleBucket } from './operation.ts';
import type { Caller } from './world.ts';

/** One bucket that all calls of a service share besides the operation's own (aws-facts §9.2). */
const wholeService: Readonly<Record<string, ThrottleBucket>> = {
  elasticloadbalancing: { name: 'elasticloadbalancing: all calls of the account', burst: 40, refill: 10 },
};

interface Level {
  tokens: number;
  /** Milliseconds since 1970 of the last look. */
  at: number;
}

/** Token buckets per account and region, filled by the virtual clock. */
export class Throttle {
  readonly #levels = new Map<string, Level>();

  /** Takes a token from every bucket of the operation, or from none and answers false. */
  take(now: number, caller: Caller, service: SimulatedService, operation: Operation<never, unknown>): boolean {
    const shared = wholeService[service.signingName];
    const buckets = shared === undefined ? operation.buckets : [shared, ...operation.buckets];
    const levels = buckets.map((bucket) => this.#level(now, caller, service, bucket));
    if (levels.some((level) => level.tokens < 1)) return false;
    for (const level of levels) level.tokens -= 1;
    return true;
  }

  #level(now: number, caller: Caller, service: SimulatedService, bucket: ThrottleBucket): Level {
    const id = `${caller.account}/${caller.region}/${service.signingName}/${bucket.name}`;
    const level = this.#levels.get(id);
    if (level === undefined) {
      const full = { tokens: bucket.burst, at: now };
      this.#levels.set(id, full);
      return full;
    }
    level.tokens = Math.min(bucket.burst, level.tokens + ((now - level.at) / 1000) * bucket.refill);
    level.at = now;
    return level;
  }
}

/** What a service says when a bucket is empty. */
export function throttled(service: SimulatedService): AwsError {
  switch (service.protocol) {
    case 'ec2Query':
      return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    case 'awsQuery':
      return new AwsError('Throttling', 'Rate exceeded');
    case 'restXml':
      return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
    case 'restJson1':
      return new AwsError('TooManyRequestsException', 'Rate exceeded', 429);
    case 'awsJson1.0':
    case 'awsJson1.1':
      return new AwsError('ThrottlingException', 'Rate exceeded');
  }
}
