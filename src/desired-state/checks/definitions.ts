import type { Cause } from '../cause.ts';
import type { DesiredService } from '../desired.ts';
import { desiredApp } from '../desired-app.ts';
import type { Found } from '../problem.ts';
import type { Document } from '../schema/document.ts';
import { fargateCauses } from '../task-definition-rules.ts';

/** Said better elsewhere: by the document's own fields. */
const saidElsewhere: ReadonlySet<string> = new Set(['cpu-value', 'cpu-memory-pair', 'no-image']);

/** The finished task definitions, overlays and all: whether they can run on Fargate. */
export function definitions(document: Document): Found[] {
  return desiredApp(document).services.flatMap((desired) => {
    const service = document.services[desired.name];
    const file = service?.taskDefinition !== undefined && 'file' in service.taskDefinition;
    // A file that was refused says its causes by itself.
    if (file && service?.taskDefinition?.inlined === undefined) return [];
    return fargateCauses({ ...desired.taskDefinition })
      .filter(({ code }) => !saidElsewhere.has(code))
      .map((cause) => ({
        code: cause.code,
        path: ['services', desired.name, ...placeOf(cause, desired, service?.taskDefinition !== undefined)],
        allowed: cause.sentence,
      }));
  });
}

/** The nearest field of the document: the overlay, a sidecar, a volume, else the service itself. */
function placeOf({ path }: Cause, desired: DesiredService, hasOverlay: boolean): readonly string[] {
  if (hasOverlay) return ['taskDefinition'];
  const [list, index] = path.split('.');
  if (list === 'volumes') return ['volumes', desired.taskDefinition.volumes?.[Number(index)]?.name ?? ''];
  const container = desired.taskDefinition.containerDefinitions?.[Number(index ?? 0)]?.name ?? '';
  return list === 'containerDefinitions' && Number(index) > 0 ? ['sidecars', container] : [];
}
