/** Lists whose elements have a key: an overlay changes the element with its key, and adds what has a new one. */
const keys: Readonly<Record<string, readonly string[]>> = {
  containerDefinitions: ['name'],
  environment: ['name'],
  secrets: ['name'],
  secretOptions: ['name'],
  volumes: ['name'],
  ulimits: ['name'],
  volumeConfigurations: ['name'],
  tags: ['key'],
  mountPoints: ['containerPath'],
  dependsOn: ['containerName'],
  systemControls: ['namespace'],
  portMappings: ['containerPort', 'protocol'],
  capacityProviderStrategy: ['capacityProvider'],
};

/** What AWS puts in where a key's part is absent. */
const absent: Readonly<Record<string, unknown>> = { protocol: 'tcp' };

/**
 * `base` with the overlay's words on top: maps are merged, keyed lists by key, everything else is replaced; null takes
 * away. Neither side is changed.
 */
export function merge(base: unknown, overlay: unknown, field = ''): unknown {
  const key = keys[field];
  if (Array.isArray(overlay))
    return Array.isArray(base) && key !== undefined
      ? mergeKeyed(base, overlay, key)
      : overlay.map((item) => merge({}, item));
  if (!isMap(overlay)) return overlay;
  const merged = new Map(isMap(base) ? Object.entries(base) : []);
  for (const [name, value] of Object.entries(overlay)) {
    if (value === null) merged.delete(name);
    else merged.set(name, merge(merged.get(name), value, name));
  }
  return Object.fromEntries(merged);
}

function mergeKeyed(base: readonly unknown[], overlay: readonly unknown[], key: readonly string[]): unknown[] {
  const named = new Map(base.map((item) => [idOf(item, key), item]));
  for (const item of overlay) named.set(idOf(item, key), merge(named.get(idOf(item, key)), item));
  return [...named.values()];
}

function idOf(item: unknown, key: readonly string[]): string {
  return JSON.stringify(isMap(item) ? key.map((part) => item[part] ?? absent[part] ?? null) : item);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
