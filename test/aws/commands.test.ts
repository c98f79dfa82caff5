import { describe, expect, it } from 'vitest';
import { commands } from '../../src/aws/commands.ts';

describe('the calls to AWS', () => {
  it.each(Object.entries(commands))(
    '%s are named as IAM names them, and say whether they write',
    (call, { command, effect }) => {
      const [, operation] = call.split(':');
      expect(command.name).toBe(`${operation}Command`);
      expect(effect).toBe(/^(Describe|List|Get|BatchGet)/.test(operation ?? '') ? 'read' : 'write');
    },
  );
});
