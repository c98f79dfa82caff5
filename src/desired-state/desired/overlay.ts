/** Lists whose elements have a name: an overlay changes the named element, and adds what has a new name. */
const keys: Readonly<Record<string, string>> = {
  containerDefinitions: 'name',
  environment: 'name',
  secrets: 'name',
  volumes: 'name',
  ulimits: 'name',
  tags: 'key',
  mountPoints: 'containerPath',
  dependsOn: 'containerName',
};

/** `base` with the overlay's words on top: maps are merged, named lists by name, everything else is replaced; null takes away. */
export function merge(base: unknown, overlay: unknown, field = ''): unknown {
  if (Array.isArray(base) && Array.isArray(overlay) && keys[field] !== undefined)
    return mergeNamed(base, overlay, keys[field]);
  if (!isMap(base) || !isMap(overlay)) return overlay;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(overlay)) {
    if (value === null) delete merged[name];
    else merged[name] = name in merged ? merge(merged[name], value, name) : value;
  }
  return merged;
}

function mergeNamed(base: readonly unknown[], overlay: readonly unknown[], key: string): unknown[] {
  const named = new Map<unknown, unknown>(base.map((item) => [isMap(item) ? item[key] : item, item]));
  for (const item of overlay) {
    const id = isMap(item) ? item[key] : item;
    named.set(id, named.has(id) ? merge(named.get(id), item) : item);
  }
  return [...named.values()];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
