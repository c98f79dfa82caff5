import type { ComparedKind } from '../difference.ts';
import { cluster } from './cluster.ts';
import { compile, type StructNode } from './compile.ts';
import type { KindRule } from './kind-rule.ts';
import { lifecyclePolicy } from './lifecycle-policy.ts';
import { listenerRule } from './listener-rule.ts';
import { logGroup } from './log-group.ts';
import { repository } from './repository.ts';
import { scalableTarget } from './scalable-target.ts';
import { scalingPolicy } from './scaling-policy.ts';
import { scheduledAction } from './scheduled-action.ts';
import { service } from './service.ts';
import { targetGroup } from './target-group.ts';
import { targetGroupAttributes } from './target-group-attributes.ts';
import { taskDefinition } from './task-definition.ts';

/** Every kind that can be compared. */
export const kindRules: Readonly<Record<ComparedKind, KindRule>> = {
  taskDefinition,
  service,
  targetGroup,
  targetGroupAttributes,
  listenerRule,
  scalableTarget,
  scalingPolicy,
  scheduledAction,
  repository,
  lifecyclePolicy,
  logGroup,
  cluster,
};

export function isComparedKind(name: string): name is ComparedKind {
  return Object.hasOwn(kindRules, name);
}

const compiled = new Map<ComparedKind, StructNode>();

/** The kind's rules bound to the SDK's schemas, made at the first use of the kind. */
export function kindOf(kind: ComparedKind): StructNode {
  const known = compiled.get(kind);
  if (known !== undefined) return known;
  const { shapes, rule } = kindRules[kind];
  const node = compile(shapes, rule);
  compiled.set(kind, node);
  return node;
}
