import type { Cause } from '../cause.ts';
import type { DesiredService } from '../desired.ts';
import { desiredApp } from '../desired-app.ts';
import type { Found } from '../problem.ts';
import type { Document } from '../schema/document.ts';
import type { ServiceDocument } from '../schema/service.ts';
import { fargateCauses } from '../task-definition-rules.ts';

/** Said better elsewhere: by the document's own fields. */
const saidElsewhere: ReadonlySet<string> = new Set(['cpu-value', 'cpu-memory-pair', 'no-image']);

/** Also of what the short form alone says; with an overlay only the finished definition knows. */
const saidOfShortForm: ReadonlySet<string> = new Set(['variable-and-secret']);

/** The finished task definitions, overlays and all: whether they can run on Fargate. */
export function definitions(document: Document): Found[] {
  return desiredApp(document).services.flatMap((desired) => {
    const service = document.services[desired.name];
    const file = service?.taskDefinition !== undefined && 'file' in service.taskDefinition;
    // A file that was refused says its causes by itself.
    if (file && service?.taskDefinition?.inlined === undefined) return [];
    return fargateCauses({ ...desired.taskDefinition })
      .filter(({ code }) => !saidElsewhere.has(code))
      .filter(({ code }) => service?.taskDefinition !== undefined || !saidOfShortForm.has(code))
      .map((cause) => ({
        code: cause.code,
        path: ['services', desired.name, ...placeOf(cause, desired, service)],
        atKey: true,
        allowed: cause.sentence,
      }));
  });
}

/** The nearest field of the document: the overlay, a sidecar's or the service's own, a volume, else the service itself. */
function placeOf({ path }: Cause, desired: DesiredService, service: ServiceDocument | undefined): readonly string[] {
  if (service?.taskDefinition !== undefined) return ['taskDefinition'];
  const [list, index, field = ''] = path.split('.');
  if (list === 'volumes') return ['volumes', desired.taskDefinition.volumes?.[Number(index)]?.name ?? ''];
  if (list !== 'containerDefinitions') return [];
  if (index === undefined) return service?.sidecars === undefined ? [] : ['sidecars'];
  const container = desired.taskDefinition.containerDefinitions?.[Number(index)]?.name ?? '';
  const sidecar = service?.sidecars?.[container];
  if (sidecar !== undefined) return ['sidecars', container, ...(Object.hasOwn(sidecar, field) ? [field] : [])];
  const own = field === 'healthCheck' ? 'containerHealthCheck' : field;
  return Object.hasOwn(service ?? {}, own) ? [own] : [];
}
