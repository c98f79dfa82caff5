import { invalid } from './names.ts';

type KeyValue = { readonly key?: string | undefined; readonly value?: string | undefined };

const most = 50;
const letters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags as they were sent, checked. */
export function tagMap(tags: readonly KeyValue[] | undefined): Map<string, string> {
  const map = new Map((tags ?? []).map(({ key = '', value = '' }) => [key, value]));
  for (const [key, value] of map) checkTag(key, value);
  checkCount(map);
  return map;
}

export function checkCount(tags: ReadonlyMap<string, string>): void {
  if (tags.size > most) throw invalid(`The maximum number of tags is ${most}.`);
}

function checkTag(key: string, value: string): void {
  if (key.length < 1 || key.length > 128 || !letters.test(key)) throw invalid(`The tag key '${key}' is not valid.`);
  if (value.length > 256 || !letters.test(value)) throw invalid(`The value of the tag '${key}' is not valid.`);
  if (/^aws:/i.test(key)) throw invalid('Tags beginning with aws: are reserved.');
}

export function tagList(tags: ReadonlyMap<string, string>): { key: string; value: string }[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}
