import type { Resource } from '../template-shape.ts';

/** Apps stand on it: it stays when the stack goes. What a failed first creation leaves is cleared away. */
export function kept(resources: Readonly<Record<string, Resource>>): Readonly<Record<string, Resource>> {
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [
      id,
      { ...resource, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' },
    ]),
  );
}

/** A resource by its type, with the tag that consoles show as its name where a name is given. */
export function made(Type: Resource['Type'], Properties: Resource['Properties'], name?: string): Resource {
  return {
    Type,
    Properties: name === undefined ? Properties : { ...Properties, Tags: [{ Key: 'Name', Value: name }] },
  };
}
