import {
  ListTaskDefinitionFamilies$,
  type ListTaskDefinitionFamiliesCommandInput,
  type ListTaskDefinitionFamiliesCommandOutput,
  ListTaskDefinitions$,
  type ListTaskDefinitionsCommandInput,
  type ListTaskDefinitionsCommandOutput,
} from '@aws-sdk/client-ecs';
import { buckets } from './buckets.ts';
import { type EcsOperation, pageSize } from './ecs-operation.ts';
import { paged } from './paging.ts';
import { type EcsState, ecsState } from './state.ts';

const reads = { effect: 'read', buckets: buckets.definitionRead, facts: ['§2.2'], limits: [pageSize] } as const;

/** Families in the order of their names, each with the revisions that are left. */
function familiesOf(state: EcsState) {
  return [...state.families]
    .map(([family, revisions]) => ({ family, revisions: revisions.filter((record) => record !== undefined) }))
    .sort((one, other) => (one.family < other.family ? -1 : 1));
}

/** `familyPrefix` is the whole name of a family here, despite its own. */
export const listTaskDefinitions: EcsOperation<ListTaskDefinitionsCommandInput, ListTaskDefinitionsCommandOutput> = {
  ...reads,
  name: 'ecs:ListTaskDefinitions',
  schema: ListTaskDefinitions$,
  run(world, caller, input) {
    const { familyPrefix, status = 'ACTIVE', sort = 'ASC' } = input;
    const arns = familiesOf(world.state(ecsState, caller))
      .filter(({ family }) => familyPrefix === undefined || family === familyPrefix)
      .flatMap(({ revisions }) => revisions)
      .flatMap(({ definition }) => (definition.status === status ? (definition.taskDefinitionArn ?? []) : []));
    const { page, rest } = paged(sort === 'DESC' ? arns.reverse() : arns, input);
    return { taskDefinitionArns: [...page], ...rest };
  },
};

/** A true prefix here; ACTIVE families have an ACTIVE revision, INACTIVE ones have none. */
export const listTaskDefinitionFamilies: EcsOperation<
  ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionFamiliesCommandOutput
> = {
  ...reads,
  name: 'ecs:ListTaskDefinitionFamilies',
  schema: ListTaskDefinitionFamilies$,
  run(world, caller, input) {
    const { familyPrefix = '', status = 'ALL' } = input;
    const families = familiesOf(world.state(ecsState, caller))
      .filter(({ family, revisions }) => family.startsWith(familyPrefix) && revisions.length > 0)
      .filter(({ revisions }) => {
        const active = revisions.some(({ definition }) => definition.status === 'ACTIVE');
        return status === 'ALL' || (status === 'ACTIVE') === active;
      })
      .map(({ family }) => family);
    const { page, rest } = paged(families, input);
    return { families: [...page], ...rest };
  },
};
