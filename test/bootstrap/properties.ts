import type { Resource } from '../../bootstrap/template-shape.ts';

export function propertiesOf(resources: Readonly<Record<string, Resource>>, id: string): Resource['Properties'] {
  const resource = resources[id];
  if (resource === undefined) throw new Error(`there is no resource ${id}`);
  return resource.Properties;
}
