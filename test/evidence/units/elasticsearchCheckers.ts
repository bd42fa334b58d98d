import { masterFollowers } from '../../../src/services/masterFollowers.ts';
import { ask, checkDeadline, conclude, longestDelay, newCheck, type CheckLimits, type Outcome } from '../../../src/services/masterFollowers/rules.ts';
import { ms, type Duration, type Time } from '../../../src/time.ts';
import { Unsupported, type Units } from '../vector.ts';

/** What becomes of a check, in the words of the cases. */
const outcomes: Readonly<Record<string, Outcome>> = { timeout: 'timedOut', reject: 'refused', success: 'passed', disconnect: 'disconnected', unhealthy: 'unhealthy' };
const reasons = { disconnected: 'disconnected', unhealthy: 'health check failed', retries: 'followers check retry count exceeded' } as const;
interface Settings { readonly interval?: number; readonly timeout?: number; readonly retries: number }

/** The checks of one node by the other, as the service makes them. */
function checker({ interval = 1_000, timeout = 10_000, retries }: Settings) {
  const limits: CheckLimits = { interval: interval * ms, timeout: timeout * ms, retries, pauses: true };
  const check = newCheck(1, 0);
  let failed: { readonly at: Time; readonly reason: string } | null = null;
  return {
    failures: (): number => check.timeouts + check.refusals,
    failed: () => failed,
    /** The next one fares so; its answer, if any, comes at once. */
    next(outcome: Outcome): void {
      const sentAt = checkDeadline(check, limits);
      ask(check, sentAt);
      const at = outcome === 'timedOut' ? checkDeadline(check, limits) : sentAt;
      const reason = conclude(check, at, outcome, limits);
      if (reason) failed = { at, reason: reasons[reason] };
    },
  };
}

function failure(settings: Settings, fares: (check: number) => Outcome): { at: Time; reason: string } {
  const checks = checker(settings);
  for (let n = 0; checks.failed() === null; n++) checks.next(fares(n));
  return checks.failed()!;
}

/** The time from the first check to the failure of the node, in ms. */
const failedAfter = (settings: Settings, fares: (check: number) => Outcome): number => failure(settings, fares).at / ms;

function failedBy(settings: Settings, outcome: Outcome): Record<string, unknown> {
  const { at, reason } = failure(settings, () => outcome);
  return { failedAfterMs: at / ms, reason };
}

/** Fails all checks but the last of each `retries`, m times over; then fails for good. */
const recovering = (settings: Settings & { readonly m: number }): number => failedAfter(settings, n => {
  const isLast = n % settings.retries === settings.retries - 1;
  return isLast && n < settings.m * settings.retries ? 'passed' : 'refused';
});

function counted({ retries, results }: { retries: number; results: readonly string[] }): string[] {
  const checks = checker({ retries });
  return results.map(result => {
    const outcome = outcomes[result];
    if (!outcome) throw new Unsupported();
    checks.next(outcome);
    return checks.failed() === null ? `pending ${checks.failures()}/${retries}` : 'FAILED';
  });
}

const table = masterFollowers.parameters;
const election = { initial: table.electionInitial.default!, backOff: table.electionBackOff.default!, max: table.electionMax.default!, duration: 500 * ms };

/** The two checkers have the same settings. */
function settings(): Record<string, unknown> {
  const of = (interval: 'leaderInterval' | 'followerInterval', timeout: 'leaderTimeout' | 'followerTimeout', retries: 'leaderRetries' | 'followerRetries') => ({
    'interval ms': table[interval].default! / ms, 'interval min ms': table[interval].min! / ms, 'timeout ms': table[timeout].default! / ms,
    'timeout min ms': table[timeout].min! / ms, retry_count: table[retries].default, 'retry_count min': table[retries].min,
  });
  const [leader, follower] = [of('leaderInterval', 'leaderTimeout', 'leaderRetries'), of('followerInterval', 'followerTimeout', 'followerRetries')];
  if (JSON.stringify(leader) !== JSON.stringify(follower)) throw new Error('the checkers differ');
  return leader;
}

export const elasticsearchCheckers: Units = {
  'elasticsearch-checkers/fault-detection-settings-leader-check-and': settings,
  'elasticsearch-checkers/time-from-first-check-sent-to': (input: Settings) => failedAfter(input, () => 'timedOut'),
  'elasticsearch-checkers/same-node-answers-every-check-immediately': (input: Settings) => failedAfter(input, () => 'refused'),
  'elasticsearch-checkers/node-fails-r-1-checks-then': recovering,
  'elasticsearch-checkers/r-1-every-check-index-1': recovering,
  'elasticsearch-checkers/transport-disconnect': (input: Settings) => failedBy(input, 'disconnected'),
  'elasticsearch-checkers/node-answers-nodehealthcheckfailure': (input: Settings) => failedBy(input, 'unhealthy'),
  'elasticsearch-checkers/consecutive-failure-counter-timeouts-and-rejections': counted,
  'elasticsearch-checkers/upper-bound-inclusive-ms-of-the': ({ attempt }: { attempt: number }): Duration => longestDelay(election, attempt) / ms,
};
