import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as sts from '@aws-sdk/client-sts';
import { QueryShapeSerializer } from '@aws-sdk/core/protocols';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readForm } from '../../../src/simulator/protocols/form.ts';
import { shapesOf } from '../../../src/simulator/protocols/shapes.ts';
import { valueFor, withoutEmpty } from './arbitrary.ts';

const timestamps = { timestampFormat: { useTrait: true, default: 5 } } as const;

/** As the SDK's client would send it. */
function formOf(schema: unknown, value: unknown, isEc2: boolean): URLSearchParams {
  const own = isEc2 ? { capitalizeKeys: true, flattenLists: true, ec2: true } : { serializeEmptyLists: true };
  const serializer = new QueryShapeSerializer({ ...timestamps, ...own });
  serializer.write(shapesOf(schema).input, value);
  return new URLSearchParams(`Action=A&Version=V${serializer.flush()}`);
}

function operations(client: object): [string, unknown][] {
  return Object.entries(client)
    .filter(([name, value]) => name.endsWith('$') && Array.isArray(value) && value[0] === 9)
    .map(([name, value]) => [name.slice(0, -1), value]);
}

describe('a query form', () => {
  const ec2Sample = operations(ec2).filter((_, index) => index % 12 === 0);
  const cases: [string, unknown, boolean][] = [
    ...operations(elb).map(([name, schema]): [string, unknown, boolean] => [`elbv2 ${name}`, schema, false]),
    ...operations(sts).map(([name, schema]): [string, unknown, boolean] => [`sts ${name}`, schema, false]),
    ...ec2Sample.map(([name, schema]): [string, unknown, boolean] => [`ec2 ${name}`, schema, true]),
  ];

  it('covers both query protocols', () => {
    expect(cases.filter(([, , isEc2]) => isEc2).length).toBeGreaterThan(40);
    expect(cases.filter(([, , isEc2]) => !isEc2).length).toBeGreaterThan(55);
  });

  it.each(cases)('of %s is read back as the SDK wrote it', (_name, schema, isEc2) => {
    const { input } = shapesOf(schema);
    const property = fc.property(valueFor(input, 5), (value) => {
      // The SDK makes up tokens that are left out.
      const given = withoutEmpty(value) ?? {};
      const read = readForm(input, formOf(schema, given, isEc2), isEc2);
      for (const [name, member] of input.isUnitSchema() ? [] : input.structIterator())
        if (member.isIdempotencyToken() && !(name in (given as object))) Reflect.deleteProperty(read as object, name);
      expect(read).toEqual(given);
    });
    fc.assert(property, { seed: 4, numRuns: 6 });
  });

  const { input } = shapesOf(elb.CreateRule$);
  const read = (form: string) => readForm(input, new URLSearchParams(form), false);

  it.each([
    ['Prioritty=1', 'Prioritty'],
    ['Conditions.member.1.Feld=path-pattern', 'Conditions[0].Feld'],
    ['Conditions.1.Field=path-pattern', 'Conditions.1'],
    ['Conditions.member.x.Field=path-pattern', 'Conditions.x'],
    ['Priority.Value=1', 'Priority.Value'],
  ])('with %s is refused by the name %s', (form, place) => {
    expect(() => read(form)).toThrow(
      expect.objectContaining({ code: 'ValidationError', message: expect.stringContaining(place) }),
    );
  });

  it('with a value of the wrong type is refused', () => {
    expect(() => read('Priority=high')).toThrow("The parameter Priority must be a number; it is 'high'.");
  });

  it('can say that a list is empty', () => {
    expect(read('Conditions=')).toEqual({ Conditions: [] });
  });

  it('lists its items by their number, not by their order', () => {
    const form = 'Actions.member.10.Type=b&Actions.member.9.Type=a';
    expect(read(form)).toEqual({ Actions: [{ Type: 'a' }, { Type: 'b' }] });
  });
});
