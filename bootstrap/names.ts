/** What the stack's parts are called in an account: fixed, so that policies, people and commands can name them. */
export const names = {
  stack: 'ecs-steward',
  table: 'ecs-steward',
  queue: 'ecs-steward',
  deadLetters: 'ecs-steward-dead-letters',
  dispatch: 'ecs-steward-dispatch',
  reconcile: 'ecs-steward-reconcile',
  write: 'ecs-steward-write',
  schedule: 'ecs-steward',
  scheduleRole: 'ecs-steward-schedule',
  topic: 'ecs-steward',
  dashboard: 'ecs-steward',
  viewer: 'ecs-steward-viewer',
  editor: 'ecs-steward-editor',
  operator: 'ecs-steward-operator',
  /** In accounts that a hub looks after. */
  spokeStack: 'ecs-steward-spoke',
  spokeForward: 'ecs-steward-spoke-forward',
  /** Of the foundation. */
  cluster: 'ecs-steward',
} as const;

/** What policies name of ours, wherever they are for. */
export const policyNames = { table: names.table, queue: names.queue, prefix: 'ecs-steward' } as const;
