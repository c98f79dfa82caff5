import type { AwsCall } from '../aws/commands.ts';
import { foreignScaling } from '../findings/foreign-scaling.ts';
import { differences } from './compare.ts';
import { present, type SeenScaling } from './observation.ts';
import { managed, pathsText, step, stepId } from './planning.ts';
import { type Around, merged, nothingPlanned, type Planned } from './resource-kind.ts';
import { NAMESPACE, resourceId, servesUs, serviceSteps } from './scalable-target.ts';

/** What hangs on a scalable target by name, and is put whole: policies and scheduled actions (aws-facts §5). */
export interface ScalingPart<Declared extends object, Seen extends object> {
  readonly kind: 'scaling-policy' | 'scheduled-action';
  readonly compared: 'scalingPolicy' | 'scheduledAction';
  readonly what: 'policy' | 'scheduled action';
  /** The member that holds the name, declared and seen. */
  readonly key: keyof Declared & keyof Seen & string;
  readonly put: AwsCall;
  readonly delete: AwsCall;
  declared(scaling: NonNullable<Around['service']['scaling']>): readonly Declared[];
  seen(scaling: SeenScaling): readonly Seen[];
  /** As it can be sent; undefined: what it names is not there yet. */
  complete(around: Around, declared: Declared): Declared | undefined;
}

export function planParts<Declared extends object, Seen extends object>(
  part: ScalingPart<Declared, Seen>,
  around: Around,
): Planned {
  const { service, seen } = around;
  const observed = present(seen.scaling.get(service.ecsService));
  const after = serviceSteps(around);
  if (
    observed === undefined ||
    service.manage !== 'all' ||
    service.scaling === undefined ||
    after === undefined ||
    !servesUs(around)
  )
    return nothingPlanned;
  // A service that is only planned may never come: a rollout that waits makes none.
  if (observed.target === undefined && around.candidate === undefined && after.length > 0) return nothingPlanned;
  const declared = part.declared(service.scaling);
  return merged([
    ...declared.map((wanted) => planOne(part, around, observed, wanted)),
    others(part, around, observed, new Set(declared.map((wanted) => String(wanted[part.key])))),
  ]);
}

function planOne<Declared extends object, Seen extends object>(
  part: ScalingPart<Declared, Seen>,
  around: Around,
  observed: SeenScaling,
  given: Declared,
): Planned {
  const { app, service, reason } = around;
  const wanted = part.complete(around, given);
  if (wanted === undefined) return { ...nothingPlanned, waits: ['its target group is not there yet'] };
  const name = String(wanted[part.key]);
  const there = part.seen(observed).find((each) => String(each[part.key]) === name);
  const input = { ...NAMESPACE, ...wanted, ResourceId: resourceId(app.cluster, service.ecsService) };
  const common = {
    kind: part.kind,
    service: service.name,
    target: name,
    call: part.put,
    input,
    after:
      observed.target === undefined ? [stepId(service.name, 'scalable-target', 'register', service.ecsService)] : [],
  } as const;
  if (there === undefined)
    return {
      ...nothingPlanned,
      steps: [
        step({
          ...common,
          does: 'create',
          reason: 'create',
          risk: 'low',
          why: 'the document declares it and it is not there',
        }),
      ],
    };
  const found = managed(differences(part.compared, input, there), service.unmanaged);
  if (found.length === 0) return nothingPlanned;
  const why = `${pathsText(found)} not as declared`;
  return {
    ...nothingPlanned,
    steps: [step({ ...common, does: 'update', reason, risk: 'medium', why, differences: found })],
  };
}

/** What an earlier document of this app declared goes; the rest is somebody's. */
function others<Declared extends object, Seen extends object>(
  part: ScalingPart<Declared, Seen>,
  { app, service, reason }: Around,
  observed: SeenScaling,
  declared: ReadonlySet<string>,
): Planned {
  const names = part.seen(observed).map((each) => String(each[part.key]));
  return merged(
    names
      .filter((name) => !declared.has(name))
      .map((name): Planned => {
        const place = { app: app.app, service: service.name, resource: name };
        if (!name.startsWith(`${app.app}-${service.name}-`))
          return { ...nothingPlanned, findings: [foreignScaling(place, { name, what: part.what })] };
        return {
          ...nothingPlanned,
          steps: [
            step({
              kind: part.kind,
              service: service.name,
              target: name,
              does: 'delete',
              call: part.delete,
              input: { ...NAMESPACE, ResourceId: resourceId(app.cluster, service.ecsService), [part.key]: name },
              reason: reason === 'drift' ? 'drift' : 'replacement',
              risk: 'high',
              why: 'the document no longer declares it',
            }),
          ],
        };
      }),
  );
}
