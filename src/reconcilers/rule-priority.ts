/** A rule's place in the listener's order, as far as choosing another one needs it. */
export interface Placed {
  readonly priority: number;
  /** Greater = narrower. */
  readonly specificity: number;
}

const GAP = 100;

/**
 * A free priority inside the band, behind everything that is narrower and before everything that is broader.
 * Band 1000–49999, nothing there → 1100. Narrower at 1100 → 1200. Broader at 1200, narrower at 1100 → 1150.
 * Where others stand in the wrong order, right behind the narrower ones. undefined: the band is full.
 */
export function choosePriority(
  placed: readonly Placed[],
  taken: ReadonlySet<number>,
  specificity: number,
  band: { readonly from: number; readonly to: number },
): number | undefined {
  const inside = placed.filter(({ priority }) => priority >= band.from && priority <= band.to);
  const narrower = inside.filter((rule) => rule.specificity >= specificity).map(({ priority }) => priority);
  const broader = inside.filter((rule) => rule.specificity < specificity).map(({ priority }) => priority);
  const low = Math.max(band.from, ...narrower);
  const high = Math.min(band.to + 1, ...broader.filter((priority) => priority > low));
  const first = low + GAP < high ? low + GAP : low + Math.floor((high - low) / 2);
  return nearestFree(first, low, high, taken) ?? nearestFree(low + 1, low, band.to + 1, taken);
}

/** Free and low < priority < high, from `start` upwards, then downwards. */
function nearestFree(start: number, low: number, high: number, taken: ReadonlySet<number>): number | undefined {
  for (let priority = Math.max(start, low + 1); priority < high; priority++) if (!taken.has(priority)) return priority;
  for (let priority = Math.min(start, high) - 1; priority > low; priority--) if (!taken.has(priority)) return priority;
  return undefined;
}
