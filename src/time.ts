/** Whole microseconds. Whole, so that sums are exact and ties are real ties. */
export type Time = number;
export type Duration = number;

export const us: Duration = 1;
export const ms: Duration = 1_000;
export const sec: Duration = 1_000_000;

/** Later than every instant. An integer, because JSON has no Infinity. */
export const NEVER: Time = Number.MAX_SAFE_INTEGER;
