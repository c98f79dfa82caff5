import { logConfiguration } from './log-configuration.ts';
import { sameKey, sameRole } from './references.ts';
import { byDefault, keyed, leaf, set, struct } from './rules.ts';

/** API reference, ServiceConnectConfiguration. */
export const serviceConnect = struct({
  enabled: byDefault(false),
  // Without one, the cluster's default namespace is in force.
  namespace: leaf({ silent: true }),
  services: keyed('portName', {
    discoveryName: leaf({ default: (own) => own.portName }),
    clientAliases: set(),
    tls: struct({ kmsKey: leaf({ same: sameKey }), roleArn: leaf({ same: sameRole }) }),
  }),
  logConfiguration,
  accessLogConfiguration: struct({ includeQueryParameters: byDefault('DISABLED') }),
});
