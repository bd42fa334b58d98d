import type { Measured } from '../../../sim/qos.ts';
import type { Report } from '../../../sim/report.ts';
import { comparePaired, pool, type PairedReport } from '../../../sim/statistics.ts';
import { version } from '../../../sim/version.ts';
import { fileOf, labels } from './columns.ts';
import type { Seen } from './runs.ts';
import type { Seeding } from './seeding.ts';
import type { CompareState } from './state.ts';

/** What the table is made of. */
export interface Compared { readonly reports: readonly Report[]; readonly paired: readonly PairedReport[] }

export const filesOf = ({ comparison: { weather, columns } }: CompareState): readonly ReturnType<typeof fileOf>[] => columns.map(column => fileOf(weather, column));

/** Over the runs that are there: the figures of `flatline compare`, but for those of single pairs. Null before the first round. */
export function ofRuns(seen: readonly Seen[], rounds: readonly (readonly Measured[])[]): Compared | null {
  if (seen.length !== rounds.length || !rounds[0]?.length) return null;
  const named = labels(seen.map(({ column }) => column));
  return {
    reports: rounds.map((runs, i) => pool(runs, { scenario: seen[i]!.shown.index.scenario, version, detector: named[i]!, pairs: false })),
    paired: rounds.slice(1).map(runs => comparePaired(rounds[0]!, runs)),
  };
}

/** How many runs of each column the table wants: one has differences, but no intervals. */
export const wanted = ({ scope, seeds }: CompareState): number => (scope === 'run' ? 1 : seeds);

/** What there is to show now, of what was asked for. */
export function comparedNow(state: CompareState, seen: readonly Seen[], seeding: Seeding): Compared | null {
  return ofRuns(seen, seeding.rounds(seen.map(({ column }) => fileOf(state.comparison.weather, column)), wanted(state)));
}
