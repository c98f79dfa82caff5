import type { Found } from '../problem.ts';
import { mapOf, numberOf, placeOf, type RawService } from './outline.ts';

/** A floor that the service can't keep would withhold every step that touches its tasks, for ever. */
export function floor(service: RawService): Found[] {
  const { fields } = service;
  const value = numberOf(fields.floor);
  if (value === undefined || value <= 0) return [];
  const said = (code: string, allowed: string): Found[] => [{ code, path: placeOf(service, 'floor'), value, allowed }];
  if (fields.stateful === true)
    return said('stateful-and-floor', '0 for a stateful service: its one task stops before the next one starts');
  const { min } = mapOf(fields.scaling);
  const [what, most] = min === undefined ? ['count', numberOf(fields.count ?? 1)] : ['scaling.min', numberOf(min)];
  if (most === undefined) return [];
  if (value > most) return said('floor-above-count', `at most ${most}: ${what} is ${most}`);
  const percent = numberOf(mapOf(fields.deployment).minimumHealthyPercent) ?? 100;
  const kept = Math.ceil((most * percent) / 100);
  if (value <= kept || percent < 0) return [];
  return said(
    'floor-above-deployment',
    `at most ${kept}: with minimumHealthyPercent ${percent} a deployment leaves ${kept} of ${most}, so it would never begin`,
  );
}
