import type { Beat, Duration } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';
import type { Reference, Verdict } from './detectorLaws.ts';

interface Watched { readonly estimator: { readonly params: { readonly timeout: Duration; readonly restart: string } } }

/** The arrivals that restart the timer. */
function restarts(arrivals: Parameters<Reference['verdicts']>[1], restart: string): number[] {
  let newest = -1;
  return arrivals.filter(({ message }) => {
    const { seq } = message as unknown as Beat;
    const counts = restart === 'any' || seq > newest;
    newest = Math.max(newest, seq);
    return counts;
  }).map(({ arrives }) => arrives);
}

/**
 * The fixed timeout by writing down all arrivals and looking for gaps. Only for `push`, and monitors
 * that look at once; the first beat is called out even where the peer was trusted.
 */
export function fixedReference(detector: string, chosen: Readonly<Record<string, unknown>>): Reference | undefined {
  if (detector !== 'push' || chosen['kind'] !== 'fixed') return undefined;
  return {
    given: { checkEvery: 0 },
    verdicts(params, arrivals, horizon) {
      const { estimator: { params: { timeout, restart } } } = params as Watched;
      const times = [0, ...restarts(arrivals, restart)];
      const verdicts: Verdict[] = [];
      for (const [i, time] of times.entries()) {
        const late = i > 0 && time > times[i - 1]! + timeout;
        if (i === 1 || late) verdicts.push({ at: time, call: 'trust' });
        const silentFrom = time + timeout;
        if (silentFrom < (times[i + 1] ?? NEVER) && silentFrom <= horizon) verdicts.push({ at: silentFrom, call: 'suspect' });
      }
      return verdicts;
    },
  };
}
