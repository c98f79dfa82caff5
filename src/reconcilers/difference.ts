/** One field that is not as declared. Paths as `containerDefinitions[backend].environment[LOG_LEVEL].value`. */
export interface Difference {
  readonly path: string;
  /** undefined: only on the observed side. */
  readonly declared: unknown;
  /** undefined: only on the declared side. */
  readonly observed: unknown;
}

/** The kinds that the differ knows; names as in test/fixtures/no-false-diff. */
export type ComparedKind =
  | 'taskDefinition'
  | 'service'
  | 'targetGroup'
  | 'targetGroupAttributes'
  | 'listenerRule'
  | 'scalableTarget'
  | 'scalingPolicy'
  | 'scheduledAction'
  | 'repository'
  | 'lifecyclePolicy'
  | 'logGroup'
  | 'cluster';

/** What a comparison must know beside the two sides. */
export interface ComparisonContext {
  /** The service has a scalable target with these bounds: its count is the scaler's inside them. */
  readonly scaling?: { readonly min: number; readonly max: number };
  /** Bounds that declared scheduled actions may have set. */
  readonly scheduled?: readonly { readonly min?: number; readonly max?: number }[];
  /** ARNs of target groups between which ECS itself moves the traffic (native blue/green): any split over them is right. */
  readonly shifting?: readonly string[];
}
