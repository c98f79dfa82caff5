import { TAG } from '../desired.ts';
import type { Given } from './image.ts';

/** Ownership first, then the document's tags, then the service's. */
export function ownTags({ document, name, service }: Given): ReadonlyMap<string, string> {
  return new Map([
    [TAG.app, document.app],
    [TAG.service, name],
    ...Object.entries(document.tags ?? {}),
    ...Object.entries(service.tags ?? {}),
  ]);
}

/** As ECS spells them. */
export function lowerTags(tags: ReadonlyMap<string, string>): { key: string; value: string }[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}

/** As ELB and ECR spell them. */
export function upperTags(tags: ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
