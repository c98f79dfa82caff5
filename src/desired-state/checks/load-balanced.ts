import { followedImage } from '../desired/image.ts';
import { ownRepository } from '../desired/repository.ts';
import { nearestWord } from '../nearest-word.ts';
import type { Found } from '../problem.ts';
import { isReservedCookie } from '../schema/service.ts';
import { listOf, mapOf, placeOf, type Raw, type RawService, servicesOf, textOf } from './outline.ts';

/** What only a load balancer gives a meaning to, and the attributes of its target groups. */
export function loadBalanced(document: Raw): Found[] {
  const services = servicesOf(document);
  return [
    ...attributes(mapOf(mapOf(document.defaults).targetGroupAttributes), ['defaults', 'targetGroupAttributes']),
    ...services.flatMap((service) => [
      ...attributes(mapOf(service.own.targetGroupAttributes), ['services', service.name, 'targetGroupAttributes']),
      ...withoutRoutes(service),
      ...repository(document, service),
    ]),
  ];
}

const forRoutes = [
  'healthCheck',
  'protocol',
  'protocolVersion',
  'stickiness',
  'deregistrationDelay',
  'targetGroupAttributes',
  'smokeTest',
];

/** Of the service's own fields only: defaults are for those that have routes. */
function withoutRoutes({ name, own }: RawService): Found[] {
  if (listOf(own.routes).length > 0 || mapOf(own.adopt).targetGroup !== undefined) return [];
  return forRoutes
    .filter((field) => own[field] !== undefined && own[field] !== false)
    .map((field) => ({
      code: 'no-routes',
      path: ['services', name, field],
      atKey: true,
      warning: true,
      allowed: 'a warning: has no effect, for the service has no routes',
    }));
}

/** Of groups of an Application Load Balancer (AWS: «TargetGroupAttribute»). */
const known = [
  'deregistration_delay.timeout_seconds',
  'load_balancing.algorithm.anomaly_mitigation',
  'load_balancing.algorithm.type',
  'load_balancing.cross_zone.enabled',
  'routing.http2.rst_stream_error_forwarding.enabled',
  'slow_start.duration_seconds',
  'stickiness.app_cookie.cookie_name',
  'stickiness.app_cookie.duration_seconds',
  'stickiness.enabled',
  'stickiness.lb_cookie.duration_seconds',
  'stickiness.type',
  'target_group_health.dns_failover.minimum_healthy_targets.count',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage',
  'waf.http2.traffic_inspection_behavior',
];

/** AWS adds keys without notice: one that is not known here is a warning. */
function attributes(declared: Raw, at: readonly string[]): Found[] {
  return Object.entries(declared).flatMap(([key, value]): Found[] => {
    const path = [...at, key];
    if (key === 'stickiness.app_cookie.cookie_name' && isReservedCookie(String(value)))
      return [{ code: 'cookie', path, value, allowed: 'not AWSALB, AWSALBAPP, AWSALBTG in front' }];
    if (known.includes(key)) return [];
    const nearest = nearestWord(key, known);
    const allowed = `a warning: not an attribute that is known here: ${known.join(', ')}`;
    return [
      {
        code: 'unknown-attribute',
        path,
        atKey: true,
        warning: true,
        allowed,
        ...(nearest === undefined ? {} : { nearest }),
      },
    ];
  });
}

/** Only a repository of the document's own registry is ours to make. */
function repository(document: Raw, service: RawService): Found[] {
  const image = textOf(service.own.image);
  if (service.own.repository === undefined || image === undefined) return [];
  const home = { account: textOf(document.account) ?? '', region: textOf(document.region) ?? '' };
  // An image that can't be read has been said as such.
  if (followedImage(home, '', image) === undefined || ownRepository(home, image) !== undefined) return [];
  const allowed = "only where the image is in the ECR of the document's account and region";
  return [{ code: 'foreign-repository', path: placeOf(service, 'repository'), atKey: true, allowed }];
}
