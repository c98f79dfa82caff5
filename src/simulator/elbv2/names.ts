import { invalid } from './elb-operation.ts';

const longestName = 32;

/** Names of load balancers and target groups have the same form (aws-facts §4.1). */
export function checkName(what: 'Target group' | 'Load balancer', name: string): void {
  if (name.length > longestName)
    throw invalid(`${what} name '${name}' cannot be longer than '${longestName}' characters`);
  if (name === '' || !/^[A-Za-z0-9-]+$/.test(name))
    throw invalid(`${what} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`);
  if (name.startsWith('-') || name.endsWith('-')) throw invalid(`${what} name '${name}' cannot begin or end with '-'`);
}
