import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type DesiredRule, type DesiredTargetGroup, TAG } from '../desired.ts';
import type { ServiceDocument } from '../schema/service.ts';
import type { Given } from './image.ts';
import { specificityOf } from './specificity.ts';
import { ownTags, upperTags } from './tags.ts';
import { routedPorts } from './target-group.ts';

type Route = NonNullable<ServiceDocument['routes']>[number];

/** One rule a route (aws-facts §4.3). */
export function rulesOf(given: Given, groups: readonly DesiredTargetGroup[]): DesiredRule[] {
  const { document, name, service } = given;
  const listenerArn = document.loadBalancer?.listener;
  if (listenerArn === undefined) return [];
  const ports = routedPorts(given);
  return (service.routes ?? []).flatMap((route, index): DesiredRule[] => {
    const port = route.port ?? service.port ?? service.ports?.[0]?.port;
    const group = groups[ports.indexOf(port ?? -1)];
    if (group === undefined) return [];
    const key = `${name}#${index}`;
    return [
      {
        key,
        listenerArn,
        conditions: conditionsOf(route),
        targetGroup: group.name,
        specificity: specificityOf(route),
        tags: upperTags(new Map([...ownTags(given), [TAG.route, key]])),
        ...(route.priority === undefined ? {} : { priority: route.priority }),
        ...(index === 0 && service.adopt?.rule !== undefined ? { adopt: service.adopt.rule } : {}),
      },
    ];
  });
}

export function conditionsOf(route: Route): RuleCondition[] {
  const conditions: RuleCondition[] = [];
  if (route.host !== undefined) conditions.push({ Field: 'host-header', HostHeaderConfig: { Values: route.host } });
  if (route.path !== undefined) conditions.push({ Field: 'path-pattern', PathPatternConfig: { Values: route.path } });
  if (route.method !== undefined)
    conditions.push({ Field: 'http-request-method', HttpRequestMethodConfig: { Values: route.method } });
  for (const [HttpHeaderName, Values] of Object.entries(route.header ?? {}))
    conditions.push({ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values } });
  // The pairs of one condition would be alternatives.
  for (const [Key, Value] of Object.entries(route.query ?? {}))
    conditions.push({ Field: 'query-string', QueryStringConfig: { Values: [{ Key, Value }] } });
  if (route.sourceIp !== undefined) conditions.push({ Field: 'source-ip', SourceIpConfig: { Values: route.sourceIp } });
  return conditions;
}
