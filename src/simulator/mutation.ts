/** A change to an answer before it is sent: `services[0].desiredCount`; without a value the member is left out. */
export interface Mutation {
  readonly path: string;
  readonly value?: unknown;
}

/** Changes plain data in place. A path that leads nowhere throws: a fault that does nothing would lie to its test. */
export function mutate(target: unknown, { path, value }: Mutation): void {
  const steps = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const last = steps.pop() ?? '';
  let place = target;
  for (const step of steps) place = memberOf(place, step, path);
  if (typeof place !== 'object' || place === null) throw leadsNowhere(path);
  if (value !== undefined) Reflect.set(place, last, value);
  else if (Array.isArray(place)) place.splice(Number(last), 1);
  else Reflect.deleteProperty(place, last);
}

function memberOf(place: unknown, step: string, path: string): unknown {
  if (typeof place !== 'object' || place === null || !Object.hasOwn(place, step)) throw leadsNowhere(path);
  return Reflect.get(place, step);
}

function leadsNowhere(path: string): Error {
  return new Error(`The ordered change of ${path} finds no such place in the answer.`);
}
