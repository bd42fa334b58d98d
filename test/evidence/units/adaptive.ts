import { bertier } from '../../../src/estimators/bertier.ts';
import { empirical } from '../../../src/estimators/empirical.ts';
import { exponential, exponentialTimeout } from '../../../src/estimators/exponential.ts';
import { twoWindow } from '../../../src/estimators/twoWindow.ts';
import { ms, sec } from '../../../src/time.ts';
import { beatOf, listened } from '../../support/listen.ts';
import type { Units } from '../vector.ts';

type Beats = readonly (readonly [seq: number, at: number])[];

interface BertierInput {
  readonly eta: number; readonly n: number; readonly gamma: number; readonly beta: number; readonly phi: number;
  readonly init: { readonly delay: number; readonly var: number };
  readonly 'arrivals(seq,time)': Beats;
}

function bertierSteps({ eta, n, gamma, beta, phi, init, ...input }: BertierInput): unknown[] {
  const params = { interval: eta * ms, window: n, gamma, beta, phi, initialDelay: init.delay * ms, initialVar: init.var * ms };
  const state = bertier.init(params, 0);
  return input['arrivals(seq,time)'].map(([seq, at]) => {
    bertier.observe(state, at * ms, beatOf(seq));
    const alpha = bertier.explain!(state, at * ms)['margin']!;
    const next = { EA_next: state.expectedArrival / ms, tau_next: (state.expectedArrival + alpha) / ms };
    return { ...next, delay: state.delay / ms, var: state.var / ms, alpha: alpha / ms };
  });
}

interface TwoWindowInput { readonly eta: number; readonly n1: number; readonly n2: number; readonly margin: number; readonly 'arrivals(seq,time)': Beats }

function twoWindowSteps({ eta, n1, n2, margin, ...input }: TwoWindowInput): unknown[] {
  const state = twoWindow.init({ interval: eta * ms, shortWindow: n1, longWindow: n2, margin: margin * ms }, 0);
  return input['arrivals(seq,time)'].map(([seq, at]) => {
    twoWindow.observe(state, at * ms, beatOf(seq));
    const [EA1, EA2] = [state.shortExpected / ms, state.longExpected / ms];
    return { EA1, EA2, tau_next: Math.max(EA1, EA2) + margin };
  });
}

/** Arrivals with these intervals between them; the first at 0. */
const spaced = (intervals: readonly number[]): number[] =>
  intervals.reduce<number[]>((times, each) => [...times, times.at(-1)! + each * ms], [0]);

function satzger({ samples, elapsed }: { samples: number[]; elapsed: number }): number {
  const arrivals = spaced(samples);
  const state = listened(empirical, { threshold: 0.5, scale: 1, window: Math.max(1, samples.length), firstInterval: sec }, arrivals);
  return empirical.explain!(state, arrivals.at(-1)! + elapsed * ms)['share']!;
}

function exponentialLevel({ mean, elapsed }: { mean: number; elapsed: number }): unknown {
  const state = listened(exponential, { threshold: 0.5, window: 10, firstInterval: sec }, spaced([mean]));
  return exponential.explain!(state, (mean + elapsed) * ms);
}

export const adaptive: Units = {
  'adaptive/bertier-ea-as-chen-error-a': bertierSteps,
  'adaptive/2w-fd-tau-next-max-ea': twoWindowSteps,
  'adaptive/satzger-adaptive-accrual-fraction-of-stored': satzger,
  'adaptive/ed-fd-1-exp-elapsed-mean': exponentialLevel,
  'adaptive/ed-fd-timeout-for-threshold': ({ mean, threshold }: { mean: number; threshold: number }) => exponentialTimeout(mean, threshold),
};
