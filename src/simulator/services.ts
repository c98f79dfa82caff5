import type { SimulatedService } from './operation.ts';
import { sts } from './sts.ts';

/** Every AWS service that the simulator knows. */
export const services: readonly SimulatedService[] = [sts];
