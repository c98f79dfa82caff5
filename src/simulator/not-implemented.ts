import { AwsError } from './operation.ts';

/** Refuses by name the members of an input that AWS knows and an operation of the simulator does not (yet). */
export function refuseOthers(operation: string, input: object, implemented: readonly string[]): void {
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && !implemented.includes(name))
      throw new AwsError('NotImplementedBySimulator', `The simulator does not know ${name} of ${operation}.`, 501);
}
