import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { type Outcome, thrown, trouble, troubleOf } from './trouble.ts';

/** The stack's tag that says it is ours; a stack of the same name without it is somebody's. */
export const STACK_TAG = { Key: 'ecs-steward:stack', Value: 'bootstrap' } as const;

/** What a deployment may do with the stack as it stands. */
export type StackState =
  | { readonly is: 'absent' }
  /** A change set was made and never carried out: there is nothing in it yet. */
  | { readonly is: 'reviewed'; readonly stack: Stack }
  | { readonly is: 'steady'; readonly stack: Stack }
  | { readonly is: 'moving'; readonly stack: Stack }
  /** The first creation failed: CloudFormation only lets it be deleted. */
  | { readonly is: 'failed-creation'; readonly stack: Stack }
  /** CloudFormation asks for a person. */
  | { readonly is: 'stuck'; readonly stack: Stack };

type CloudFormation = Pick<CloudFormationClient, 'send'>;

export async function describeStack(cloudformation: CloudFormation, name: string): Promise<Outcome<Stack | undefined>> {
  try {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: name }));
    return { ok: true, value: Stacks.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE') };
  } catch (error) {
    if (/does not exist/.test(thrown(error).message)) return { ok: true, value: undefined };
    return troubleOf('cloudformation:DescribeStacks', error);
  }
}

export async function stackState(cloudformation: CloudFormation, name: string): Promise<Outcome<StackState>> {
  const described = await describeStack(cloudformation, name);
  if (!described.ok) return described;
  const stack = described.value;
  if (stack === undefined) return { ok: true, value: { is: 'absent' } };
  if (!isOurs(stack))
    return trouble(
      'not-ours',
      `there is a stack ${name} that was not made by ecs-steward (it has no tag ${STACK_TAG.Key})`,
      'give ours another name: --stack NAME',
    );
  return { ok: true, value: { is: stateOf(stack.StackStatus ?? ''), stack } };
}

function isOurs({ Tags = [], StackStatus }: Stack): boolean {
  // CloudFormation shows a stack's tags only once its first change set is carried out.
  if (StackStatus === 'REVIEW_IN_PROGRESS' && Tags.length === 0) return true;
  return Tags.some(({ Key, Value }) => Key === STACK_TAG.Key && Value === STACK_TAG.Value);
}

/** CloudFormation User Guide, «Stack status codes». */
export function stateOf(status: string): Exclude<StackState['is'], 'absent'> {
  switch (status) {
    case 'REVIEW_IN_PROGRESS':
      return 'reviewed';
    case 'CREATE_COMPLETE':
    case 'UPDATE_COMPLETE':
    case 'UPDATE_ROLLBACK_COMPLETE':
    case 'IMPORT_COMPLETE':
    case 'IMPORT_ROLLBACK_COMPLETE':
      return 'steady';
    case 'ROLLBACK_COMPLETE':
    case 'ROLLBACK_FAILED':
    case 'CREATE_FAILED':
    case 'DELETE_FAILED':
      return 'failed-creation';
    case 'UPDATE_FAILED':
    case 'UPDATE_ROLLBACK_FAILED':
    case 'IMPORT_ROLLBACK_FAILED':
      return 'stuck';
    default:
      return 'moving';
  }
}
