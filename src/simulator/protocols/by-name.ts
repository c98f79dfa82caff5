import type { Protocol } from '../operation.ts';
import { jsonProtocol } from './json.ts';
import { awsQuery, ec2Query } from './query.ts';
import { restJson1 } from './rest-json.ts';
import { restXml } from './rest-xml.ts';
import type { WireProtocol } from './wire.ts';

export const protocols: Readonly<Record<Protocol, WireProtocol>> = {
  'awsJson1.0': jsonProtocol('1.0'),
  'awsJson1.1': jsonProtocol('1.1'),
  awsQuery,
  ec2Query,
  restJson1,
  restXml,
};
