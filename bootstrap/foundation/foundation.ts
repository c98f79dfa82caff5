import type { StackOptions } from '../stack-options.ts';
import type { Resource } from '../template-shape.ts';
import { egress } from './egress.ts';
import { kept } from './kept.ts';
import { loadBalancer } from './load-balancer.ts';
import { network } from './network.ts';
import { tasks } from './tasks.ts';

/** From an empty account to a place where apps can run. */
export function foundation(options: StackOptions): Readonly<Record<string, Resource>> {
  if (options.foundation === undefined) return {};
  return kept({ ...network(), ...egress(options.foundation), ...tasks(options), ...loadBalancer(options.foundation) });
}
