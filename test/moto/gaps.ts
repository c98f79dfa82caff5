/**
 * Where moto does not do what AWS does, and this test puts in what is missing. Nothing of it is known to src/.
 * The run fails for a gap that nothing had to fill: then moto has learnt it, and the row and its work-around go.
 */
export interface Gap {
  readonly name: string;
  /** What moto 5.2.5 does. */
  readonly moto: string;
  /** What AWS does, by the section of aws-facts. */
  readonly fact: string;
  readonly workedAround: string;
}

export const gaps = [
  {
    name: 'no tasks',
    moto: 'a created service stays at runningCount 0 with its count pending, for ever',
    fact: '§2.5, §2.7: ECS starts tasks until runningCount is desiredCount',
    workedAround: 'ecs-client.ts, withTasks',
  },
  {
    name: 'deployment never ends',
    moto: 'the first deployment stays IN_PROGRESS',
    fact: '§2.5: rolloutState is COMPLETED when the steady state is reached',
    workedAround: 'ecs-client.ts, withDeployment',
  },
  {
    name: 'deployment of an old revision',
    moto: 'UpdateService changes the service, and leaves deployments[] as CreateService made it',
    fact: '§2.3, §2.5: a new task definition starts a new PRIMARY deployment; a count changes that of PRIMARY',
    workedAround: 'ecs-client.ts, withDeployment',
  },
  {
    name: 'CreateService drops fields',
    moto: 'fields that CreateService is sent and UpdateService keeps are not kept by CreateService',
    fact: '§2.3: DescribeServices shows what was created',
    workedAround: 'ecs-client.ts, sendDroppedAgain',
  },
  {
    name: 'no targets',
    moto: 'nothing registers the tasks of a service in its target groups',
    fact: '§2.7, §4.4: ECS registers each task by its IP, and a target gets healthy',
    workedAround: 'scheduler.ts',
  },
  {
    name: 'policies stay',
    moto: 'DeregisterScalableTarget keeps the policies of the target',
    fact: '§5: it deletes its policies and scheduled actions with it',
    workedAround: 'loop.ts, remove: asks whether the target is gone, and deletes what stayed',
  },
] as const satisfies readonly Gap[];

export type GapName = (typeof gaps)[number]['name'];

/** Told each time that something missing is put in. */
export type Fill = (gap: GapName) => void;
