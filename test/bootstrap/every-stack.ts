import type { Foundation, StackOptions } from '../../bootstrap/stack-options.ts';
import { conflictOf } from '../../bootstrap/stack-options.ts';

const both = [false, true] as const;
const foundations: readonly (Foundation | undefined)[] = [
  undefined,
  ...(['nat', 'endpoints'] as const).flatMap((egress) => both.map((certificate) => ({ egress, certificate }))),
];

/** Every combination of options that goes together, each with a name. */
export const everyStack: readonly (readonly [name: string, options: StackOptions])[] = both
  .flatMap((vpc) => both.flatMap((tracing) => both.map((cloudTrail) => ({ vpc, tracing, cloudTrail }))))
  .flatMap((plain) =>
    foundations.map((foundation): StackOptions => (foundation === undefined ? plain : { ...plain, foundation })),
  )
  .filter((options) => conflictOf(options) === undefined)
  .map((options) => [nameOf(options), options]);

function nameOf({ vpc, tracing, cloudTrail, foundation }: StackOptions): string {
  const words = [
    vpc ? 'vpc' : [],
    tracing ? 'tracing' : [],
    cloudTrail ? 'cloudtrail' : [],
    foundation?.egress ?? [],
    foundation?.certificate === true ? 'certificate' : [],
  ].flat();
  return words.join('-') || 'plain';
}
