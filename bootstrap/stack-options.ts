/** What decides which resources the template has; everything else is a parameter of the stack. */
export interface StackOptions {
  /** The functions are attached to a VPC: to the foundation's where there is one, else to the one that the parameters name. */
  readonly vpc: boolean;
  /** X-Ray traces of the functions. */
  readonly tracing: boolean;
  /** A rule for other people's writes; it needs a trail that logs management events. */
  readonly cloudTrail: boolean;
  /** A network, a load balancer and a cluster for the apps. */
  readonly foundation?: Foundation;
}

export interface Foundation {
  /** How tasks in private subnets reach what is outside: all of it, or only ECR, S3 and CloudWatch Logs. */
  readonly egress: 'nat' | 'endpoints';
  /** HTTPS with the certificate that the parameter names; HTTP redirects to it. */
  readonly certificate: boolean;
}

/** Why these options can't go together, with the way out; undefined: they can. */
export function conflictOf({ vpc, foundation }: StackOptions): string | undefined {
  if (!vpc || foundation?.egress !== 'endpoints') return undefined;
  return 'Functions in a network without NAT reach neither ECS nor Elastic Load Balancing nor STS: choose NAT for the foundation, or leave the functions out of the VPC.';
}
