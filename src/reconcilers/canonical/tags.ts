import { textOf } from './plain-data.ts';
import { type KeyedRule, keyed, leaf } from './rules.ts';

/**
 * Tags that the document names are compared; foreign ones and those of AWS (`aws:`) are not ours to judge (ruling 1).
 * AWS keeps a tag without a value as one with an empty value.
 */
function tags(
  names: { readonly key: 'key' | 'Key'; readonly value: 'value' | 'Value' },
  options: { readonly askedApart?: boolean } = {},
): KeyedRule {
  return keyed(
    names.key,
    { [names.value]: leaf({ default: '' }) },
    { undeclared: 'ignored', drop: (tag) => textOf(tag[names.key]).startsWith('aws:'), ...options },
  );
}

/** ECS writes its tags in small letters. */
export const ecsTags = tags({ key: 'key', value: 'value' });
export const capitalTags = tags({ key: 'Key', value: 'Value' });
/** ELB answers tags by a call of their own. */
export const capitalTagsAskedApart = tags({ key: 'Key', value: 'Value' }, { askedApart: true });
