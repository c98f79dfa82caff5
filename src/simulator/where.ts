import type { Caller } from './world.ts';

/** Account and region: whose part of the world is meant. */
export type Where = Pick<Caller, 'account' | 'region'>;
