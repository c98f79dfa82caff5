/**
 * A name and its ARN are one reference where AWS resolves the one to the other (ruling 4). Two ARNs are compared whole:
 * the same name in another account or region is another thing.
 */
function sameByName(nameIn: RegExp): (declared: unknown, observed: unknown) => boolean {
  return (declared, observed) => {
    if (declared === observed) return true;
    if (typeof declared !== 'string' || typeof observed !== 'string') return false;
    if (isArn(declared) === isArn(observed)) return false;
    const [arn, name] = isArn(declared) ? [declared, observed] : [observed, declared];
    return nameIn.exec(arn)?.[1] === name;
  };
}

function isArn(text: string): boolean {
  return text.startsWith('arn:');
}

export const sameCluster = sameByName(/^arn:[^:]+:ecs:[^:]*:\d*:cluster\/(.+)$/);
/** `family:revision`. A bare family means the newest revision, whichever that is: it equals none before it is resolved. */
export const sameTaskDefinition = sameByName(/^arn:[^:]+:ecs:[^:]*:\d*:task-definition\/([^:]+:\d+)$/);
/** ECS looks for a bare name without a path: a role under a path is another one (aws-facts §2.2). */
export const sameRole = sameByName(/^arn:[^:]+:iam::\d*:role\/(.+)$/);
/** A key's id; an alias is text of its own, since only KMS knows what it points to. */
export const sameKey = sameByName(/^arn:[^:]+:kms:[^:]*:\d*:key\/(.+)$/);
