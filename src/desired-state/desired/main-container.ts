import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';

/** The container that gets a service's image, ports and environment: as declared, named like the service, or the only one. */
export function mainContainer(
  { containerDefinitions = [] }: Partial<Pick<RegisterTaskDefinitionCommandInput, 'containerDefinitions'>>,
  declared: string | undefined,
  service: string,
): string | undefined {
  const names = containerDefinitions.map(({ name }) => name);
  if (declared !== undefined) return names.includes(declared) ? declared : undefined;
  if (names.includes(service)) return service;
  return names.length === 1 ? names[0] : undefined;
}
