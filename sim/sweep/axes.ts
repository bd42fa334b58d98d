/** What a sweep varies: a path into the scenario, and the values it takes. */

/** `duration` values are whole microseconds; `json` ones are whatever the scenario may hold there. */
export type AxisKind = 'duration' | 'number' | 'whole' | 'text' | 'flag' | 'json';

/** A list of values, or a continuum that only a sampled design can draw from. */
export type AxisValues =
  | { readonly list: readonly unknown[] }
  | { readonly from: number; readonly to: number; readonly scale: 'linear' | 'log' };

export interface Axis {
  /** As in `--set`: "detector.interval", "faults[0].at". */
  readonly path: string;
  readonly kind: AxisKind;
  readonly values: AxisValues;
}
