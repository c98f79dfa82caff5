import { describe, expect, it } from 'vitest';
import type { Node, StructNode } from '../../../src/reconcilers/canonical/compile.ts';
import { isComparedKind, kindOf, kindRules } from '../../../src/reconcilers/canonical/kinds.ts';
import type { ComparedKind } from '../../../src/reconcilers/difference.ts';

const kinds = Object.keys(kindRules) as ComparedKind[];

function structsIn(node: Node, path: string): readonly (readonly [string, StructNode])[] {
  if (node.form === 'keyed' || node.form === 'list') return structsIn(node.element, path);
  if (node.form !== 'struct') return [];
  return [[path, node], ...node.members.flatMap((member) => structsIn(member.node, `${path}.${member.name}`))];
}

/** Members of one structure that have a rule but are not compared. */
function deadRules([path, node]: readonly [string, StructNode]): readonly string[] {
  const compared = new Set(node.members.map(({ name }) => name));
  return Object.entries(node.rule.fields)
    .filter(([name, rule]) => rule.form !== 'ignored' && !compared.has(name))
    .map(([name]) => `${path}.${name}`);
}

describe.each(kinds)('the rules of %s', (kind) => {
  it("name only members that the SDK's schemas know on both sides", () => {
    expect(structsIn(kindOf(kind), kind).flatMap(deadRules)).toEqual([]);
  });

  it('are bound to the schemas once', () => {
    expect(kindOf(kind)).toBe(kindOf(kind));
  });
});

describe('compared members', () => {
  const names = (kind: ComparedKind) => kindOf(kind).members.map(({ name }) => name);

  it('leave out what is sent and never answered, and what is answered and never sent', () => {
    expect(names('service')).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(clientToken|role|status)$/)]),
    );
    expect(names('listenerRule')).not.toContain('ListenerArn');
    expect(names('taskDefinition')).not.toContain('revision');
  });

  it('hold what another call declares or answers', () => {
    expect(names('logGroup')).toContain('retentionInDays');
    expect(names('taskDefinition')).toContain('tags');
    expect(names('service')).toContain('serviceConnectConfiguration');
  });

  it('are those of known kinds only', () => {
    expect(['service', '__proto__', 'toString', 'Service'].map(isComparedKind)).toEqual([true, false, false, false]);
  });
});
