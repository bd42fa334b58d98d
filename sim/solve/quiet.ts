/** Mistakes are rare where a setting is good, so they are counted in long runs of their own, without the crashes of the script. */
import type { Duration } from '../../src/contract.ts';
import ln from '@stdlib/math-base-special-ln';
import { formatDuration } from '../../src/parameters.ts';
import { sec } from '../../src/time.ts';
import { longestHorizon } from '../resolve.ts';
import type { Expectation, Scenario, ScenarioFile } from '../scenario.ts';
import { bare } from './limits.ts';
import { rateWanted } from './verdict.ts';

/** Each of a process by itself: what becomes of one does not change what is thought of another. */
const pairwise = new Set(['push', 'pull']);
/** A setting without a mistake has been watched for long enough after so many runs: enough to see how they differ. */
const runsInAll = 64;
/** In one run, over all pairs: a matter of a tenth of a second. */
const mostBeats = 1_000_000;
/** Enough to tell a rate of two thirds of what is wanted from it. */
const patience = 16;
const minute = 60 * sec;

const measures = /^(suspected\.)?(mistakeRate|mistakeRecurrence|mistakeDuration|goodPeriod|queryAccuracy)(\.|$)/;

/** Whether it speaks of mistakes, and of nothing that the length of a run decides. */
export const ofMistakes = ({ path }: Pick<Expectation, 'path'>): boolean => measures.test(bare(path));

/** Runs in which mistakes are counted. */
export interface Quiet {
  readonly horizon: Duration;
  /** Of each setting, at most: so many times what one without a mistake takes. */
  readonly most: number;
}

/** null where the scenario's own runs serve. */
export function quietRuns(scenario: Scenario, goals: readonly Expectation[], tail: number): Quiet | null {
  const wanted = goals.filter(ofMistakes);
  if (wanted.length === 0 || !canBeQuiet(scenario)) return null;
  const rates = wanted.map(rateWanted).filter(rate => rate !== undefined);
  const pairs = scenario.watches.reduce((sum, watched) => sum + watched.length, 0);
  if (pairs === 0) return null;
  const exposure = rates.length === 0 ? 0 : ((-ln(tail) / Math.min(...rates)) * sec) / pairs;
  const share = Math.min(exposure / runsInAll, (mostBeats * intervalOf(scenario)) / pairs);
  const length = scenario.warmUp + Math.ceil(share / minute) * minute;
  if (length <= scenario.horizon && scenario.faults.length === 0) return null;
  const horizon = Math.min(longestHorizon, Math.max(scenario.horizon, length));
  return { horizon, most: Math.max(patience * runsInAll, Math.ceil((patience * exposure) / (horizon - scenario.warmUp))) };
}

const intervalOf = ({ detector }: Scenario): Duration => (typeof detector?.params['interval'] === 'number' ? detector.params['interval'] : sec);

/** With no fault at all a run is only longer; a crash for good only ends what is watched, where nobody's opinion hangs on another. */
function canBeQuiet({ faults, service, detector }: Scenario): boolean {
  if (faults.length === 0) return service === null;
  const crashes = faults.every(({ kind, lasts, every }) => kind === 'crash' && lasts === null && every === null);
  return crashes && service === null && pairwise.has(detector?.kind ?? '');
}

export function quietFile(file: ScenarioFile, { horizon }: Quiet): ScenarioFile {
  const { faults: _faults, expect: _expect, ...rest } = file;
  return { ...rest, horizon: formatDuration(horizon) };
}
