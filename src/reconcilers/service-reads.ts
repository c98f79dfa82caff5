import { batches, type Observation } from './observation.ts';
import type { Look } from './resource-kind.ts';

/** Ten names a call, over all apps of the look. */
export async function observe(look: Look, seen: Observation): Promise<void> {
  const names = new Set(
    look.apps.flatMap(({ app }) => [...app.services, ...app.removed].map(({ ecsService }) => ecsService)),
  );
  const calls = batches([...names], 10);
  look.receipt.save('batch', names.size - calls.length);
  for (const some of calls) {
    const result = await look.aws.send('ecs:DescribeServices', {
      cluster: look.cluster,
      services: some,
      include: ['TAGS'],
    });
    for (const name of some) {
      if (!result.ok) {
        seen.services.set(name, { is: 'unknown', failure: result.failure });
        continue;
      }
      const found = result.value.services?.find(({ serviceName }) => serviceName === name);
      const failure = result.value.failures?.find(({ arn }) => arn === name || arn?.endsWith(`/${name}`));
      if (found !== undefined && found.status !== 'INACTIVE') seen.services.set(name, { is: 'present', seen: found });
      // Only MISSING says that it is not there; any other reason, or no word at all, says nothing (R4).
      else if (found !== undefined || failure?.reason === 'MISSING') seen.services.set(name, { is: 'absent' });
      else
        seen.services.set(name, {
          is: 'unknown',
          failure: {
            class: 'retry',
            call: 'ecs:DescribeServices',
            code: failure?.reason ?? 'Unanswered',
            message: failure?.detail ?? 'the service is in no part of the answer',
            maybeApplied: false,
          },
        });
    }
  }
}
