import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult, Counter, CounterOptions } from '../../../../src/detectors/riseFall/counter.ts';
import { envoyBegins, envoyCounts, envoyHealth } from '../../../../src/detectors/riseFall/envoyHealth.ts';
import { flavours } from '../../../../src/detectors/riseFall/flavours.ts';
import { afterErrors, haproxyHealth } from '../../../../src/detectors/riseFall/haproxyHealth.ts';
import { ejectionTime, successRateThreshold } from '../../../../src/detectors/riseFall/outlierEjection.ts';
import { probeBegins, probed, probeWorker } from '../../../../src/detectors/riseFall/probeWorker.ts';
import { sec } from '../../../../src/time.ts';
import { counterOptions } from '../../../support/counterOptions.ts';

const results = (text: string): CheckResult[] => Array.from(text, each => (each === '+' ? 'pass' : 'fail'));

/** "T" and "S" before the first check and after each. */
function verdicts<S>(counter: Counter<S>, text: string, own: Partial<CounterOptions> = {}): string {
  const options = counterOptions(own);
  const state = counter.begin(options);
  const seen = () => (counter.trusts(state) ? 'T' : 'S');
  return [seen(), ...results(text).map(result => {
    counter.count(state, result, options);
    return seen();
  })].join('');
}

/** From the whole history: the newest run of `fall` failures or `rise` passes in a row decides. */
function byRuns(text: string, begins: 'T' | 'S', rise: number, fall: number): string {
  const at = (n: number): string => {
    for (let i = n; i > 0; i--) {
      const before = text.slice(0, i);
      if (before.endsWith('-'.repeat(fall))) return 'S';
      if (before.endsWith('+'.repeat(rise))) return 'T';
    }
    return begins;
  };
  return Array.from({ length: text.length + 1 }, (_, n) => at(n)).join('');
}

const histories = fc.record({
  text: fc.array(fc.constantFrom('+', '-'), { maxLength: 40 }).map(list => list.join('')),
  rise: fc.integer({ min: 1, max: 5 }), fall: fc.integer({ min: 1, max: 5 }),
});

describe('each counter is the newest run in a row, but for how it begins', () => {
  const same = (counter: Counter<any>, begins: 'T' | 'S', own: Partial<CounterOptions> = {}, before = '') =>
    fc.assert(fc.property(histories, ({ text, rise, fall }) => {
      expect(verdicts(counter, before + text, { rise, fall, ...own })).toBe(byRuns(before + text, begins, rise, fall));
    }), { seed: 8, numRuns: 300 });

  it('HAProxy from either end', () => {
    same(haproxyHealth, 'T', { initState: 'fully-up' });
    same(haproxyHealth, 'S', { initState: 'fully-down' });
  });

  it('the kubelet from either initial result', () => {
    same(probeWorker, 'S', { probe: 'readiness' });
    same(probeWorker, 'T', { probe: 'liveness' });
    same(probeWorker, 'S', { probe: 'startup' });
  });

  it('Envoy and ALB once they have decided that it is unhealthy', () => {
    fc.assert(fc.property(histories, ({ text, rise, fall }) => {
      const first = '-'.repeat(fall);
      for (const counter of [envoyHealth, flavours.alb]) {
        expect(verdicts(counter, first + text, { rise, fall }).slice(fall)).toBe(byRuns(first + text, 'S', rise, fall).slice(fall));
      }
    }), { seed: 9, numRuns: 300 });
  });
});

describe('the first check', () => {
  it.each([
    ['haproxy', '-', 'TS'], ['haproxy', '+---', 'TTTTS'], ['envoy', '+', 'ST'], ['alb', '+', 'ST'], ['kubernetes', '++', 'SST'], ['kubernetes', '-', 'SS'],
  ] as const)('%s, %s: %s', (flavour, text, expected) => expect(verdicts(flavours[flavour], text)).toBe(expected));

  it('Envoy asks for the whole threshold after a failed one, ALB only after as many as take it out', () => {
    expect(verdicts(envoyHealth, '-+++', { rise: 3 })).toBe('SSSST');
    expect(verdicts(flavours.alb, '-+', { rise: 3, fall: 2 })).toBe('SST');
    expect(verdicts(flavours.alb, '--+++', { rise: 3, fall: 2 })).toBe('SSSSST');
  });

  it.each([['none', 'TS'], ['up', 'TS'], ['fully-up', 'TT'], ['down', 'SS'], ['fully-down', 'SS']] as const)('HAProxy init-state %s, then a failure: %s', (initState, expected) => {
    expect(verdicts(haproxyHealth, '-', { initState })).toBe(expected);
  });
});

describe('HAProxy', () => {
  it('checks at inter when full, downinter when empty, fastinter between; all inter if these are unset', () => {
    const options = counterOptions({ interval: 2 * sec, fastinter: sec, downinter: 5 * sec });
    const rests = [4, 3, 2, 1, 0].map(health => haproxyHealth.rest({ health, rise: 2 }, options) / sec);
    expect(rests).toEqual([2, 1, 1, 1, 5]);
    expect([4, 3, 0].map(health => haproxyHealth.rest({ health, rise: 2 }, counterOptions()) / sec)).toEqual([2, 2, 2]);
  });

  it('error-limit: one failed check, sudden death, or the end at once', () => {
    expect((['fastinter', 'fail-check', 'sudden-death', 'mark-down'] as const).map(mode => afterErrors(4, mode, 2))).toEqual([4, 3, 2, 0]);
    expect(afterErrors(2, 'sudden-death', 2)).toBe(0);
    expect(afterErrors(1, 'fail-check', 2)).toBe(0);
  });
});

describe('Envoy', () => {
  it('a wrong answer that is not retriable convicts at once', () => {
    const state = envoyBegins(true);
    envoyCounts(state, 'immediate', { rise: 2, fall: 5 });
    expect(state).toMatchObject({ healthy: false, transition: 'changed' });
  });

  it('uses the edge intervals while a change is pending', () => {
    const options = counterOptions({ interval: 5 * sec, unhealthyInterval: 4 * sec, unhealthyEdgeInterval: 3 * sec, healthyEdgeInterval: sec, rise: 2, fall: 2 });
    const state = envoyBegins(true);
    const rests = results('+--+++').map(result => {
      envoyHealth.count(state, result, options);
      return envoyHealth.rest(state, options) / sec;
    });
    expect(rests).toEqual([5, 3, 4, 1, 5, 5]);
  });

  it('ejects for the base time for each time, up to a most', () => {
    expect([ejectionTime(2, 30_000), ejectionTime(20, 30_000), ejectionTime(3, 600_000), ejectionTime(9, 100, 500)]).toEqual([60_000, 300_000, 600_000, 500]);
  });

  it('ejects below so many deviations under the mean', () => {
    expect(successRateThreshold([100, 80], 1.9)).toEqual({ mean: 90, deviation: 10, threshold: 71 });
  });
});

describe('the kubelet', () => {
  it('asks for a restart at each failed liveness probe, and counts afresh', () => {
    const state = probeBegins('liveness');
    const asked = Array.from('--+-----', result => {
      probed(state, result === '+', { rise: 1, fall: 2 });
      return state.restarts;
    });
    expect(asked).toEqual([0, 1, 1, 1, 2, 2, 3, 3]);
  });

  it('an unready container is never restarted', () => {
    const state = probeBegins('readiness');
    for (let i = 0; i < 9; i++) probed(state, false, { rise: 1, fall: 2 });
    expect(state).toMatchObject({ verdict: 'Failure', restarts: 0 });
  });
});
