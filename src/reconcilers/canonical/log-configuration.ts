import { keyed, struct } from './rules.ts';

/** aws-facts §2.2, «logConfiguration»: options are a map of text, secretOptions may be answered empty. */
export const logConfiguration = struct({ secretOptions: keyed('name') });
