/** Times and sizes that depend on each other, in seconds. */

/** A pass stops ten seconds before its function's end, and a sweep of a large fleet is one invocation. */
export const RECONCILE_SECONDS = 300;
export const DISPATCH_SECONDS = 30;

/** Six times the function's time-out, as Lambda advises: a message whose pass still runs must not come a second time. */
export const VISIBILITY_SECONDS = 6 * RECONCILE_SECONDS;

/** A hint that is a day old says nothing that the schedule has not said since. */
export const HINT_SECONDS = 86_400;
/** As long as SQS keeps anything: what failed is looked at by people. */
export const DEAD_LETTER_SECONDS = 14 * 86_400;
