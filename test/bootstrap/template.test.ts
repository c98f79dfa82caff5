import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { template } from '../../bootstrap/template.ts';
import type { Resource, Template } from '../../bootstrap/template-shape.ts';
import { everyStack } from './every-stack.ts';
import { danglingReferences, references } from './references.ts';

/** CloudFormation's own form and limits (User Guide, «Template anatomy» and «Quotas»). */
const logicalId = z.string().regex(/^[A-Za-z0-9]{1,255}$/);
const shape = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09'),
  Description: z.string().min(1).max(1_024),
  Parameters: z.record(
    logicalId,
    z.strictObject({
      Type: z.enum(['String', 'Number', 'List<AWS::EC2::Subnet::Id>', 'List<AWS::EC2::SecurityGroup::Id>']),
      Description: z.string().min(10).max(4_000),
      Default: z.union([z.string(), z.number()]).optional(),
      AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
      AllowedPattern: z.string().optional(),
      ConstraintDescription: z.string().optional(),
      MinValue: z.number().optional(),
      MaxValue: z.number().optional(),
      MinLength: z.number().optional(),
      NoEcho: z.literal(true).optional(),
    }),
  ),
  Conditions: z.record(logicalId, z.partialRecord(z.enum(['Fn::Equals', 'Fn::Not']), z.array(z.unknown()))),
  Resources: z.record(
    logicalId,
    z.strictObject({
      Type: z.string().regex(/^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/),
      Condition: z.string().optional(),
      DependsOn: z.array(z.string()).optional(),
      DeletionPolicy: z.enum(['Delete', 'Retain', 'RetainExceptOnCreate']).optional(),
      UpdateReplacePolicy: z.enum(['Delete', 'Retain']).optional(),
      Properties: z.record(z.string(), z.unknown()),
    }),
  ),
  Outputs: z.record(logicalId, z.strictObject({ Description: z.string().max(1_024), Value: z.unknown() })),
});

const biggest: Template = template({
  vpc: true,
  tracing: true,
  cloudTrail: true,
  foundation: { egress: 'nat', certificate: true },
});

describe.each(everyStack)('the stack (%s)', (_name, options) => {
  const made = template(options);

  it('has the form of a CloudFormation template', () => {
    expect(shape.safeParse(made).error).toBeUndefined();
    expect(Object.keys(made.Parameters).length).toBeLessThanOrEqual(200);
    expect(Object.keys(made.Resources).length).toBeLessThanOrEqual(500);
    // What is larger than 51,200 bytes goes by way of the bucket; a megabyte is the end.
    expect(JSON.stringify(made).length).toBeLessThan(1_000_000);
  });

  it('refers only to what it holds, and uses every parameter and condition', () => {
    expect(danglingReferences(made)).toEqual([]);
    const used = new Set(references([made.Resources, made.Conditions, made.Outputs]));
    expect(Object.keys(made.Parameters).filter((name) => !used.has(name))).toEqual([]);
    const text = JSON.stringify(made);
    const named = (name: string) => text.includes(`["${name}",`) || text.includes(`"Condition":"${name}"`);
    expect(Object.keys(made.Conditions).filter((name) => !named(name))).toEqual([]);
    const waitedFor = Object.values(made.Resources).flatMap(({ DependsOn = [] }) => DependsOn);
    expect(waitedFor.filter((name) => made.Resources[name] === undefined)).toEqual([]);
  });

  it('has no resource that waits for itself', () => {
    expect(circles(made)).toEqual([]);
  });

  it('gives no two things one name', () => {
    const ids = [...Object.keys(made.Resources), ...Object.keys(made.Parameters)];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('options that can’t go together are refused with the way out', () => {
  const options = { vpc: true, tracing: false, cloudTrail: false } as const;
  expect(() => template({ ...options, foundation: { egress: 'endpoints', certificate: false } })).toThrow(/choose NAT/);
});

it('the same options give the same bytes', () => {
  for (const [, options] of everyStack)
    expect(JSON.stringify(template(options))).toBe(JSON.stringify(template(options)));
});

describe('least privilege', () => {
  it('no policy names a managed policy of AWS, and none is called FullAccess', () => {
    const text = JSON.stringify(biggest);
    expect(text).not.toContain('FullAccess');
    expect(text).not.toContain('ManagedPolicyArns');
    expect(text).not.toContain(':aws:policy/');
  });

  it('every role is bounded where a boundary is given', () => {
    for (const { Properties } of ofType(biggest, 'AWS::IAM::Role'))
      expect(Properties.PermissionsBoundary).toEqual({
        'Fn::If': ['BoundaryGiven', { Ref: 'PermissionsBoundary' }, { Ref: 'AWS::NoValue' }],
      });
  });

  it('no role is trusted to all: each names a service or our own role', () => {
    const principals = ofType(biggest, 'AWS::IAM::Role').map(({ Properties }) =>
      JSON.stringify(
        (Properties.AssumeRolePolicyDocument as { Statement: { Principal: unknown }[] }).Statement.map(
          (s) => s.Principal,
        ),
      ),
    );
    expect(principals).toHaveLength(4);
    for (const principal of principals) expect(principal).not.toContain('*');
  });
});

function ofType({ Resources }: Template, type: Resource['Type']): Resource[] {
  return Object.values(Resources).filter(({ Type }) => Type === type);
}

function circles({ Resources }: Template): string[] {
  const next = new Map(
    Object.entries(Resources).map(([id, resource]) => [
      id,
      [...references(resource.Properties), ...(resource.DependsOn ?? [])].filter((name) => name in Resources),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (id: string, trail: readonly string[]): void => {
    if (trail.includes(id)) found.push([...trail, id].join(' → '));
    if (trail.includes(id) || done.has(id)) return;
    for (const to of next.get(id) ?? []) walk(to, [...trail, id]);
    done.add(id);
  };
  for (const id of next.keys()) walk(id, []);
  return found;
}
