import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';
import type { EcsState } from '../state.ts';

/**
 * How fast Fargate launches: 100 tasks at once, then 20 a second, by account and region; tasks on demand and on Spot each have
 * a bucket of their own («AWS Fargate throttling quotas»). A bound for one service alone is not documented, so there is none.
 */
const burst = 100;
const refill = 20;

function kindOf(provider: string | undefined): keyof EcsState['launches'] {
  return provider === 'FARGATE_SPOT' ? 'spot' : 'onDemand';
}

function tokensOf({ launches }: EcsState, kind: keyof EcsState['launches'], now: number): number {
  const { tokens, at } = launches[kind];
  return Math.min(burst, tokens + ((now - at) / 1_000) * refill);
}

/** Takes a launch for each of the providers, or none at all. */
export function takeLaunches(state: EcsState, providers: readonly (string | undefined)[], now: number): boolean {
  const kinds = providers.map(kindOf);
  const left = { onDemand: tokensOf(state, 'onDemand', now), spot: tokensOf(state, 'spot', now) };
  for (const kind of kinds) left[kind] -= 1;
  if (kinds.some((kind) => left[kind] < 0)) return false;
  for (const kind of new Set(kinds)) state.launches[kind] = { tokens: left[kind], at: now };
  return true;
}

/** Milliseconds until a launch is there again. */
export function untilLaunch(state: EcsState, provider: string | undefined, now: number): number {
  return Math.max(0, Math.ceil(((1 - tokensOf(state, kindOf(provider), now)) / refill) * 1_000));
}

/** Room by order of the test; undefined capacity has no end. */
export function hasRoom({ capacity }: EcsState): boolean {
  return capacity === undefined || capacity > 0;
}

export function takeRoom(state: EcsState): void {
  if (state.capacity !== undefined) state.capacity -= 1;
}

/** The base first, then whoever is furthest below its weight; undefined: by launch type. */
export function providerOf(
  strategy: readonly CapacityProviderStrategyItem[],
  siblings: readonly { readonly capacityProvider?: string | undefined }[],
): string | undefined {
  const used = (name: string | undefined) =>
    siblings.filter(({ capacityProvider }) => capacityProvider === name).length;
  const lacking = strategy.find(({ capacityProvider, base = 0 }) => used(capacityProvider) < base);
  if (lacking !== undefined) return lacking.capacityProvider;
  const load = ({ capacityProvider, weight = 0, base = 0 }: CapacityProviderStrategyItem) =>
    (used(capacityProvider) - base + 1) / weight;
  return strategy.filter(({ weight = 0 }) => weight > 0).sort((one, other) => load(one) - load(other))[0]
    ?.capacityProvider;
}
