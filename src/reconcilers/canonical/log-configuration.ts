import { keyed, map, struct } from './rules.ts';

/** aws-facts §2.2, «logConfiguration»; the option by the API reference of LogConfiguration. */
export const logConfiguration = struct({
  options: map({ defaults: { 'awslogs-create-group': 'false' } }),
  secretOptions: keyed('name'),
});
