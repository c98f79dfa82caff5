import { z } from 'zod';
import { described, matching, oneOrMany, ruled, whole } from './rule.ts';
import { addressRange, hostPattern, pathPattern, port } from './scalars.ts';

const method = matching(/^[A-Z_-]{1,40}$/, {
  code: 'method',
  allowed: 'capital letters, as GET',
  nearest: (given) => given.toUpperCase(),
});
const value = matching(/^[^\r\n]{1,128}$/, { code: 'value', allowed: '1 to 128 characters of one line' });
const headerName = ruled(
  matching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}$/, {
    code: 'header',
    allowed: 'a header name of at most 40 characters',
  }),
  { code: 'header', allowed: 'not Host: that is the field host' },
  (header) => header.toLowerCase() !== 'host',
);

/** What the load balancer sends to the service: all conditions must hold (aws-facts §4.3). */
export const route = z.strictObject({
  path: described(oneOrMany(pathPattern).optional(), {
    description: 'Path patterns; * and ? are wildcards, case matters.',
    standard: 'every path',
    limit: '128 characters; 5 values and 5 wildcards a rule',
    examples: ['/api/*'],
  }),
  host: described(oneOrMany(hostPattern).optional(), {
    description: 'Host names; * and ? are wildcards.',
    standard: 'every host',
    limit: '128 characters',
    examples: ['shop.example.com'],
  }),
  header: described(z.record(headerName, oneOrMany(value)).optional(), {
    description: 'Header values by header name.',
    examples: [{ 'X-Canary': 'yes' }],
  }),
  method: described(oneOrMany(method).optional(), {
    description: 'Request methods.',
    standard: 'every method',
    examples: [['GET', 'HEAD']],
  }),
  query: described(z.record(z.string(), value).optional(), {
    description: 'Query values by key.',
    examples: [{ version: '2' }],
  }),
  sourceIp: described(oneOrMany(addressRange).optional(), {
    description: "Ranges of the caller's address.",
    examples: ['10.0.0.0/8'],
  }),
  priority: described(whole(1, 50_000).optional(), {
    description: "Place in the listener's order; the lower number comes first.",
    standard: "chosen inside the app's band: narrower routes first",
    limit: '1 to 50000, each once on a listener',
    examples: [200],
  }),
  port: described(port.optional(), {
    description: 'Container port that the route leads to; each port has a target group of its own.',
    standard: 'the first port',
    examples: [8080],
  }),
});
