import { pull, type PullAck, type PullParams, type PullPing } from '../../../src/detectors/pull.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms, type Time } from '../../../src/time.ts';
import { soloist } from '../../support/soloist.ts';
import { Unsupported, type Units } from '../vector.ts';

/** What becomes of a check. */
type Result = 'timeout' | 'reject' | 'disconnect' | 'success';
interface Settings { readonly interval?: number; readonly timeout?: number; readonly retries: number }

/** Elasticsearch's checks are `pull` from the end of the last, heeding what the transport says. The n-th check fares as told. */
function checker({ interval = 1_000, timeout = 10_000, retries }: Settings) {
  const params: PullParams = {
    ...defaults(pull.parameters) as PullParams,
    interval: interval * ms, timeout: timeout * ms, attempts: retries, from: 'end', phase: 'zero', heedSignals: true,
  };
  const stage = soloist<PullParams, any, PullPing | PullAck>(pull, { params });
  const nextPing = (): PullPing => {
    const seen = stage.timeline.length;
    for (;;) {
      stage.rest(pull.deadline(stage.state));
      const sent = stage.timeline.slice(seen).find(effect => effect.kind === 'send');
      if (sent?.kind === 'send') return sent.message as PullPing;
    }
  };
  return {
    failures: (): number => stage.state.probing.failures[0],
    failedAt: (): Time | undefined => stage.timeline.find(effect => effect.kind === 'suspect')?.at,
    check(result: Result): void {
      const { sentAt: at, round } = nextPing();
      if (result === 'timeout') stage.rest(at + params.timeout);
      else if (result === 'success') stage.deliver(at, 1, { kind: 'pull.ack', round, sentAt: at, incarnation: 0 });
      else stage.deliver(at, 1, { kind: result === 'reject' ? 'transport.refused' : 'transport.reset' });
    },
  };
}

/** The time from the first check to the failure of the node, in ms. */
function failedAfter(settings: Settings, fares: (check: number) => Result): number {
  const checks = checker(settings);
  for (let n = 0; checks.failedAt() === undefined; n++) checks.check(fares(n));
  return checks.failedAt()! / ms;
}

/** Fails all checks but the last of each `retries`, m times over; then fails for good. */
const recovering = (settings: Settings & { readonly m: number }): number => failedAfter(settings, n => {
  const isLast = n % settings.retries === settings.retries - 1;
  return isLast && n < settings.m * settings.retries ? 'success' : 'reject';
});

function counted({ retries, results }: { retries: number; results: readonly string[] }): string[] {
  const checks = checker({ retries });
  return results.map(result => {
    if (!['timeout', 'reject', 'disconnect', 'success'].includes(result)) throw new Unsupported();
    checks.check(result as Result);
    return checks.failedAt() === undefined ? `pending ${checks.failures()}/${retries}` : 'FAILED';
  });
}

export const elasticsearchCheckers: Units = {
  'elasticsearch-checkers/time-from-first-check-sent-to': (settings: Settings) => failedAfter(settings, () => 'timeout'),
  'elasticsearch-checkers/same-node-answers-every-check-immediately': (settings: Settings) => failedAfter(settings, () => 'reject'),
  'elasticsearch-checkers/node-fails-r-1-checks-then': recovering,
  'elasticsearch-checkers/r-1-every-check-index-1': recovering,
  'elasticsearch-checkers/transport-disconnect': (settings: Settings) =>
    ({ failedAfterMs: failedAfter(settings, () => 'disconnect'), reason: 'disconnected' }),
  'elasticsearch-checkers/consecutive-failure-counter-timeouts-and-rejections': counted,
};
