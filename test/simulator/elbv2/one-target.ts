import type { Answer, Reply } from '../../../src/simulator/answer.ts';
import { registerTarget, targetHealth } from '../../../src/simulator/elbv2/targets.ts';
import { caller, loadBalancedWorld, makeGroup, makeRule } from './load-balanced-world.ts';

export const name = { id: '10.0.0.20', port: 8080 };

/** A group behind a rule, with one target that answers as told. Interval 10 s, thresholds 3 up and 2 down. */
export function oneTarget(reply: Reply, more: object = {}, zone = 'eu-central-1a') {
  const here = loadBalancedWorld();
  const { world, listenerArn } = here;
  const settings = { HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 3, HealthCheckPath: '/health', ...more };
  const arn = makeGroup(world, 'backend', settings);
  const rule = makeRule(world, listenerArn, arn);
  const register = (answer: Answer) => registerTarget(world, caller, arn, { ...name, zone, answer });
  register({ default: reply });
  const health = () => targetHealth(world, caller, arn, name);
  const later = (time: number) => {
    world.clock.advance(time * 1000);
    return health();
  };
  return { ...here, arn, rule, register, health, later };
}
