import type { Found } from '../problem.ts';
import { MOST_TAGS } from '../schema/scalars.ts';
import { mapOf, placeOf, type Raw, servicesOf } from './outline.ts';

/** The document's tags and the service's stand on one thing: together they keep to AWS' limit. */
export function tags(document: Raw): Found[] {
  const shared = Object.keys(mapOf(document.tags));
  return servicesOf(document).flatMap((service): Found[] => {
    const all = new Set([...shared, ...Object.keys(mapOf(service.fields.tags))]);
    if (all.size <= MOST_TAGS || shared.length > MOST_TAGS) return [];
    const allowed = `at most ${MOST_TAGS} tags with those of the document; these are ${all.size} together`;
    return [{ code: 'tag-count', path: placeOf(service, 'tags'), allowed }];
  });
}
