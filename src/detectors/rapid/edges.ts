/** The edges of one observer: a probe to each subject in each interval, and when it has failed too often. */
import type { ProcessId } from '../../contract.ts';
import type { RapidParams } from './parameters.ts';

export interface Edge {
  readonly subject: ProcessId;
  readonly rings: readonly number[];
  /** The number of the newest probe. */
  number: number;
  waits: boolean;
  failures: number;
  /** Of the newest probes, 1 where it failed; only as long as it matters. */
  readonly recent: number[];
  accused: boolean;
}

export const freshEdge = (subject: ProcessId, rings: readonly number[]): Edge =>
  ({ subject, rings, number: -1, waits: false, failures: 0, recent: [], accused: false });

export function ended(edge: Edge, failed: boolean, { window }: RapidParams): void {
  edge.waits = false;
  if (failed) edge.failures++;
  edge.recent.push(failed ? 1 : 0);
  if (edge.recent.length > window) edge.recent.shift();
}

/** In code it is the total, and a success forgives nothing; in the paper the last ones count. */
export const hasFailed = ({ failures, recent }: Edge, { edge, failures: limit }: RapidParams): boolean =>
  (edge === 'total' ? failures : recent.reduce((sum, one) => sum + one, 0)) >= limit;
