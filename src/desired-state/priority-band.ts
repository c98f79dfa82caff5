/** Where priorities are chosen on a listener that the control item says nothing of. */
export const DEFAULT_BAND = { from: 1_000, to: 49_000 } as const;
