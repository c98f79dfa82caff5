import type { DesiredApp } from '../../src/desired-state/desired.ts';

/** It, or one before it, follows a version range, which is not resolved yet. */
export function waitsForRange(app: DesiredApp, name: string): boolean {
  const service = app.services.find((each) => each.name === name);
  if (service === undefined) return false;
  return (
    service.images.some(({ follow }) => 'semver' in follow) ||
    service.after.some((before) => waitsForRange(app, before))
  );
}
