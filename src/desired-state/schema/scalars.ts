import { isIP } from 'node:net';
import { z } from 'zod';
import { cpuUnits, fargateSizes, memoryMib } from '../fargate-sizes.ts';
import { matching, numberOrText, ruled, text, whole } from './rule.ts';

/** Values that stand in several places; limits from aws-facts §2–§7. */

/** App and service names: part of every derived name. */
export const name = matching(/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
  code: 'name',
  allowed: 'lower-case letters, digits, hyphens; begins with a letter; at most 40 characters',
  nearest: legalName,
});

/** The name that reads most like it: `Web_API` → `web-api`, `Größe` → `grosse`. */
function legalName(value: string): string | undefined {
  const plain = value.replaceAll('ß', 'ss').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+/, '');
  const cut = words.slice(0, 40).replace(/-$/, '');
  return cut === '' ? undefined : cut;
}

export const accountId = numberOrText({ code: 'account-id', allowed: 'twelve digits, in quotes' }, (value) =>
  /^\d{12}$/.test(value),
);

export const regionName = matching(/^[a-z]{2}(?:-[a-z]+)+-\d$/, {
  code: 'region',
  allowed: 'a region as eu-central-1',
  nearest: (value) => /[a-z]{2}(?:-[a-z]+)+-\d/.exec(value.toLowerCase())?.[0],
});

export const clusterName = matching(/^[A-Za-z0-9_-]{1,255}$/, {
  code: 'name',
  allowed: '1 to 255 letters, digits, hyphens, underscores',
  nearest: (value) => /^arn:aws[a-z-]*:ecs:.*:cluster\/([A-Za-z0-9_-]+)$/.exec(value)?.[1],
});

function resourceId(prefix: string, code: string) {
  const pattern = new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`);
  return matching(pattern, { code, allowed: `${prefix}- and hexadecimal digits` });
}

export const subnetId = resourceId('subnet', 'subnet-id');
export const securityGroupId = resourceId('sg', 'security-group-id');
export const fileSystemId = resourceId('fs', 'file-system-id');
export const accessPointId = resourceId('fsap', 'access-point-id');

export const listenerArn = matching(
  /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/app\/[^/]+\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
  { code: 'listener', allowed: 'the ARN of a listener of an Application Load Balancer' },
);

const ROLE = /arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+/.source;

export const roleArn = matching(new RegExp(`^${ROLE}$`), { code: 'role', allowed: 'the ARN of a role' });

/** `none`: the program asks AWS for nothing. */
export const taskRole = matching(new RegExp(`^(?:none|${ROLE})$`), {
  code: 'role',
  allowed: 'the ARN of a role, or none',
});

const cpuSizes = [...fargateSizes.keys()];

export const cpu = ruled(
  z.union([z.number(), z.string()]),
  {
    code: 'cpu-value',
    allowed: `CPU units or vCPU: ${cpuSizes.join(', ')}`,
    // A small number is one of vCPU.
    nearest: (value) => (fargateSizes.has(Number(value) * 1024) ? `${Number(value)} vCPU` : undefined),
  },
  (value) => fargateSizes.has(cpuUnits(value) ?? -1),
).transform((value) => cpuUnits(value) ?? 0);

export const memory = ruled(
  z.union([z.number(), z.string()]),
  { code: 'memory-value', allowed: 'MiB as a number, or 0.5 GB, 2 GB' },
  (value) => (memoryMib(value) ?? 0) > 0,
).transform((value) => memoryMib(value) ?? 0);

export const port = whole(1, 65_535);

/** A request path of a health check or a smoke test: no pattern. */
export const requestPath = matching(/^\/(?!\/)(?:(?!\/\/)[\x21-\x7e]){0,1023}$/, {
  code: 'path',
  allowed: 'begins with /, no //, at most 1024 characters',
});

/** `*` and `?` are wildcards; case matters (AWS: «Path conditions» of listener rules). */
export const pathPattern = matching(/^[/*][A-Za-z0-9_.$/~"'@:+;&*?-]{0,127}$/, {
  code: 'path',
  allowed: `begins with / (or *), at most 128 letters, digits and _ - . $ / ~ " ' @ : + ; & * ?`,
  nearest: (value) => (/^[A-Za-z0-9_]/.test(value) && !value.includes('://') ? `/${value}` : undefined),
});

/** A dot is needed, and after the last one only letters, digits and wildcards (AWS: «Host conditions»). */
export const hostPattern = matching(/^(?=.{1,128}$)[A-Za-z0-9._*?-]*\.[A-Za-z0-9*?]+$/, {
  code: 'host',
  allowed: 'a host name without port, * and ? allowed, at most 128 characters',
  nearest: (value) => /^(?:[a-z]+:\/\/)?([A-Za-z0-9._*?-]*\.[A-Za-z0-9*?]+)(?:[:/].*)?$/.exec(value)?.[1],
});

/** A block of addresses: IPv4 or IPv6, with the length of its prefix. */
export const addressRange = ruled(
  z.string(),
  {
    code: 'cidr',
    allowed: 'an address range as 10.0.0.0/8',
    nearest: (value) => (isIP(value) === 0 ? undefined : `${value}/${isIP(value) === 4 ? 32 : 128}`),
  },
  (value) => {
    const [, address = '', bits] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
    return isIP(address) !== 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
  },
);

/** A date of the calendar, as 2026-02-01. */
export function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** Of a request: no wildcards. */
export const hostName = matching(/^(?=.*\.)[A-Za-z0-9.-]{1,253}$/, { code: 'host', allowed: 'a host name' });

function statuses(allowed: string, ranges: readonly (readonly [number, number])[]) {
  const isOne = (part: string) => {
    const [, low, high] = /^\s*(\d{1,3})(?:-(\d{1,3}))?\s*$/.exec(part) ?? [];
    const [from, to] = [Number(low), Number(high ?? low)];
    return low !== undefined && from <= to && ranges.some(([least, most]) => from >= least && to <= most);
  };
  return numberOrText({ code: 'status', allowed }, (value) => value.split(',').every(isOne));
}

/** `200`, `200,302`, `200-299`: 200 to 499 (aws-facts §4.1 Matcher). */
export const statusSet = statuses('200 to 499: 200, or 200,302, or 200-299', [[200, 499]]);

/** As `statusSet`, or GRPC's 0 to 99; which of them fits the service is judged with its protocol. */
export const healthStatusSet = statuses('200 to 499: 200, or 200,302, or 200-299', [
  [200, 499],
  [0, 99],
]);

const SECRET_NAME = /(SECRET|PASSWORD|PASSWD|TOKEN|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|CREDENTIAL)/i;

/** Does the name, or the form of the value, say that this is a secret? Used for warnings; the value is never shown. */
export function looksSecret(variable: string, value: string): boolean {
  if (value === '') return false;
  return (
    (SECRET_NAME.test(variable) && !/(_FILE|_PATH|_NAME|_ARN|_ID|_URL|_TTL|_TIMEOUT)$/i.test(variable)) ||
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value)
  );
}

/** SSM name or ARN, or a Secrets Manager ARN with json-key, stage and version (aws-facts §3). */
export const secretReference = matching(
  /^(?:\/?[A-Za-z0-9_.\-/]+|arn:aws[a-z-]*:(?:ssm:[a-z0-9-]+:\d{12}:parameter\/\S+|secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+))$/,
  { code: 'secret', allowed: 'an SSM parameter (name or ARN), or a Secrets Manager ARN' },
);

const tagKey = ruled(
  matching(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, {
    code: 'tag-key',
    allowed: '1 to 128 letters, digits, blanks, _ . : / = + - @',
  }),
  { code: 'reserved-tag', allowed: 'aws: and ecs-steward: are reserved' },
  (key) => !/^(aws|ecs-steward):/i.test(key),
);

const tagValue = ruled(
  text,
  { code: 'tag-value', allowed: 'at most 256 letters, digits, blanks, _ . : / = + - @; not aws: in front' },
  (value) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value) && !/^aws:/i.test(value),
);

/** AWS allows 50; the rest is for our own. */
export const MOST_TAGS = 40;

export const tags = ruled(
  z.record(tagKey, tagValue),
  { code: 'out-of-range', allowed: `at most ${MOST_TAGS} tags` },
  (all) => Object.keys(all).length <= MOST_TAGS,
);

/** Days that CloudWatch Logs knows (aws-facts §7). */
export const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const retention = z.union([
  ruled(z.number(), { code: 'retention', allowed: `days: ${retentionDays.join(', ')}` }, (value) =>
    retentionDays.some((days) => days === value),
  ),
  z.literal('forever'),
]);

/** AWS' own words, passed through; the three keys that could reach a prototype are refused (T15). */
export const overlay = ruled(
  z.record(z.string(), z.unknown()),
  { code: 'reserved-key', allowed: 'no __proto__, constructor, prototype' },
  (value) => !hasPrototypeKey(value),
);

function hasPrototypeKey(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasPrototypeKey);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) => key === '__proto__' || key === 'constructor' || key === 'prototype' || hasPrototypeKey(inner),
  );
}
