import type { TargetHealthReasonEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import { replyTo } from '../answer.ts';
import type { Random } from '../random.ts';
import { matchesCode } from './matcher.ts';
import type { HealthCheck, LoadBalancerRecord, TargetGroupRecord, TargetRecord, Watch } from './state.ts';

/** One line of DescribeTargetHealth (aws-facts §4.4). */
export interface TargetStatus {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';
  readonly reason?: TargetHealthReasonEnum;
  readonly description?: string;
}

/** What one check finds; it is the same for all checks until the answer or the settings change. */
type Verdict =
  | { readonly passed: true }
  | { readonly passed: false; readonly reason: TargetHealthReasonEnum; readonly description: string };

/**
 * The state at `now`, worked out rather than stored. As an example: interval 30, threshold 5, unhealthy so far with no
 * success, next check at 08:00:10. At 08:02:09 four checks have passed: unhealthy. At 08:02:10 the fifth has: healthy.
 */
export function statusAt(group: TargetGroupRecord, target: TargetRecord, now: number): TargetStatus {
  if (target.drainedAt !== undefined)
    return {
      state: 'draining',
      reason: 'Target.DeregistrationInProgress',
      description: 'Target deregistration is in progress',
    };
  const watch = watchAt(group, target, now);
  if (watch === undefined) return notInUse(group);
  if (watch.state !== 'initial') return withoutTimes(watch);
  return now < target.registeredFrom
    ? {
        state: 'initial',
        reason: 'Elb.RegistrationInProgress',
        description: 'Target registration is in progress',
      }
    : {
        state: 'initial',
        reason: 'Elb.InitialHealthChecking',
        description: 'Initial health checks in progress',
      };
}

/** Two causes share one reason; only the sentence tells them apart. */
function notInUse(group: TargetGroupRecord): TargetStatus {
  const description =
    group.loadBalancerArn === undefined
      ? 'Target group is not configured to receive traffic from the load balancer'
      : 'Target is in an Availability Zone that is not enabled for the load balancer';
  return { state: 'unused', reason: 'Target.NotInUse', description };
}

function withoutTimes({ state, reason, description }: Watch): TargetStatus {
  return {
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(description === undefined ? {} : { description }),
  };
}

/** The watch with all results up to `now` in it. */
function watchAt(group: TargetGroupRecord, target: TargetRecord, now: number): Watch | undefined {
  const { watch } = target;
  if (watch === undefined) return undefined;
  const check = group.healthCheck;
  const verdict = verdictOf(group, target);
  // A check that gets no answer ends only after its time-out.
  const late = !verdict.passed && verdict.reason === 'Target.Timeout' ? check.timeoutSeconds * 1000 : 0;
  const interval = check.intervalSeconds * 1000;
  const results = Math.floor((now - late - watch.nextCheckAt) / interval) + 1;
  return results <= 0 ? watch : afterResults(watch, verdict, results, check, interval);
}

/** Counts `results` checks with the same verdict in one go. */
function afterResults(watch: Watch, verdict: Verdict, results: number, check: HealthCheck, interval: number): Watch {
  const before = watch.streak.passed === verdict.passed ? watch.streak.count : 0;
  const streak = { passed: verdict.passed, count: before + results };
  const nextCheckAt = watch.nextCheckAt + results * interval;
  if (verdict.passed) {
    // The first success makes a new target healthy, an unhealthy one needs the whole threshold.
    const needed = watch.state === 'initial' ? 1 : check.healthyThreshold;
    if (watch.state === 'healthy' || streak.count >= needed) return { state: 'healthy', streak, nextCheckAt };
    return { ...watch, streak, nextCheckAt };
  }
  if (watch.state !== 'unhealthy' && streak.count < check.unhealthyThreshold) return { ...watch, streak, nextCheckAt };
  return { state: 'unhealthy', reason: verdict.reason, description: verdict.description, streak, nextCheckAt };
}

/** The check of a target: TCP asks for a connection, HTTP for a code that the matcher names. */
function verdictOf(group: TargetGroupRecord, target: TargetRecord): Verdict {
  const check = group.healthCheck;
  const port = check.port === undefined || check.port === 'traffic-port' ? target.port : Number(check.port);
  const reply = replyTo(target.answer, port, check.path ?? '/');
  if ('timeout' in reply) return { passed: false, reason: 'Target.Timeout', description: 'Request timed out' };
  if ('refused' in reply)
    return { passed: false, reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  if (check.matcher === undefined) return { passed: true };
  const { code, wanted } = codeOf(check, reply.status);
  return matchesCode(wanted, code)
    ? { passed: true }
    : {
        passed: false,
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${code}]`,
      };
}

/** A gRPC server answers HTTP 200 and 12 (unimplemented) where it does not know the method; a status below 100 is taken as its own code. */
function codeOf(check: HealthCheck, status: number): { code: number; wanted: string } {
  const grpc = check.matcher?.GrpcCode;
  if (grpc === undefined) return { code: status, wanted: check.matcher?.HttpCode ?? '200' };
  return { code: status === 200 ? 12 : status, wanted: grpc };
}

/** Whether the load balancer sends requests to that zone; `all` is an address that has none. */
function zoneEnabled(loadBalancer: LoadBalancerRecord | undefined, zone: string): boolean {
  return loadBalancer?.subnets.some((subnet) => zone === 'all' || subnet.zone === zone) ?? false;
}

/** Begins or ends the checks of a target as its group comes into use or leaves it. */
export function watchTarget(
  target: TargetRecord,
  loadBalancer: LoadBalancerRecord | undefined,
  now: number,
  random: Random,
): void {
  if (!zoneEnabled(loadBalancer, target.zone)) target.watch = undefined;
  else if (target.watch === undefined)
    target.watch = {
      state: 'initial',
      streak: { passed: true, count: 0 },
      nextCheckAt: Math.max(target.registeredFrom, now) + random.between(500, 2000),
    };
}

/** Fixes what the checks have shown until now, before a setting or an answer changes. The next check keeps its time, unless it comes sooner now. */
export function settle(group: TargetGroupRecord, now: number, interval: number): void {
  for (const target of group.targets.values()) {
    const watch = watchAt(group, target, now);
    target.watch = watch && { ...watch, nextCheckAt: Math.min(watch.nextCheckAt, now + interval * 1000) };
  }
}
