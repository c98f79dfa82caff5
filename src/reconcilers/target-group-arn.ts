import { present } from './observation.ts';
import { stepId } from './planning.ts';
import type { Replacement } from './replacement.ts';
import type { Around } from './resource-kind.ts';

/** The group that a service leaves for its wanted one, if it is leaving any. */
export function replacementOf({ service, seen, known }: Around): Replacement | undefined {
  const running = present(seen.services.get(service.ecsService));
  const wanted = service.targetGroups[0];
  if (running === undefined || wanted === undefined || running.status !== 'ACTIVE') return undefined;
  const fresh = present(seen.targetGroups.get(wanted.name))?.TargetGroupArn ?? known.targetGroups[wanted.name];
  const names = new Set(service.targetGroups.map(({ name }) => name));
  const old = (running.loadBalancers ?? [])
    .map(({ targetGroupArn }) => targetGroupArn ?? '')
    .find((arn) => !names.has(groupName(arn)) && known.targetGroups[groupName(arn)] === arn);
  return old === undefined ? undefined : { old, fresh };
}

/** `…:targetgroup/NAME/ID` → `NAME` */
export function groupName(arn: string): string {
  return /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}

/** The ARN as known, or as the plan's own step will make it. */
export function groupArn(
  { service, seen }: Around,
  name: string,
): string | { readonly ref: string; readonly field: string } | undefined {
  const observed = seen.targetGroups.get(name);
  if (observed?.is === 'present') return observed.seen.TargetGroupArn;
  if (observed?.is === 'absent')
    return { ref: stepId(service.name, 'target-group', 'create', name), field: 'TargetGroups.0.TargetGroupArn' };
  return undefined;
}
