import { expect, it } from 'vitest';
import { commands } from '../../src/aws/commands.ts';
import { secondLookCalls } from '../../src/control-loop/second-look.ts';
import { reconcilerCalls } from '../../src/reconcilers/kinds.ts';

it('R45 every call that can be made is declared by who makes it, and nothing is declared that can not be made', () => {
  const declared = new Set<string>([...reconcilerCalls, ...secondLookCalls]);
  expect([...declared].sort()).toEqual(Object.keys(commands).sort());
});
