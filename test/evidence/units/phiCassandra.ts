import { mayJudge } from '../../../src/detectors/localPause.ts';
import { phi, type PhiParams, type PhiState } from '../../../src/estimators/phi.ts';
import { flavours } from '../../../src/estimators/phiFlavours.ts';
import { ms } from '../../../src/time.ts';
import { beatOf } from '../../support/listen.ts';
import type { Units, VectorCase } from '../vector.ts';

interface Step { readonly at: number; readonly do?: 'add'; readonly query?: 'phi' }
interface Config { readonly size: number; readonly initialMs: number; readonly maxIntervalMs: number }

/** The φ estimator behind the interface of Cassandra's ArrivalWindow, in ms. */
export function arrivalWindow({ size, initialMs, maxIntervalMs }: Config) {
  const params: PhiParams = { flavour: 'cassandra', window: size, initialValue: initialMs * ms, maxInterval: maxIntervalMs * ms };
  const states = new Map<number, PhiState>();
  const withThreshold = (threshold: number): PhiState => states.get(threshold)!;
  for (const threshold of [5, 8, 10, 12, 16]) states.set(threshold, phi.init({ ...params, threshold }, 0));
  let beats = 0;
  let last = 0;
  const statistics = (at: number) => phi.explain!(withThreshold(8), at * ms);
  return {
    add(at: number): void {
      for (const state of states.values()) phi.observe(state, at * ms, beatOf(beats));
      beats++;
      last = at;
    },
    /** In mean intervals: −ln P. */
    phi: (at: number): number => (at - last) / (statistics(at)['mean']! / ms),
    scaled: (at: number): number => statistics(at)['phi']!,
    convicts: (at: number, threshold: number): boolean => at * ms >= phi.freshUntil(withThreshold(threshold)),
    mean: (at: number): number => statistics(at)['mean']! / ms,
    samples: (at: number): number => statistics(at)['samples']!,
  };
}

type ArrivalWindow = ReturnType<typeof arrivalWindow>;

/** "convict@8": at which threshold. */
const convictions = (window: ArrivalWindow, at: number, expected: unknown): Record<string, boolean> =>
  Object.fromEntries(Object.keys(expected as object).flatMap(key => {
    const threshold = /^convict@(\d+)$/.exec(key)?.[1];
    return threshold === undefined ? [] : [[key, window.convicts(at, Number(threshold))]];
  }));

function walk(window: ArrivalWindow, steps: readonly Step[], look: (at: number, step: number) => unknown): unknown[] {
  return steps.map(({ at, ...step }, i) => {
    if (step.do === 'add') window.add(at);
    return step.query === 'phi' ? look(at, i) : null;
  });
}

function full({ config, steps }: { config: Config; steps: readonly Step[] }, { expect }: VectorCase): unknown[] {
  const window = arrivalWindow(config);
  return walk(window, steps, (at, i) => ({
    phi: window.phi(at), scaled: window.scaled(at), mean_ms: window.mean(at), ...convictions(window, at, (expect as unknown[])[i]),
  }));
}

const bare = (size: number) => arrivalWindow({ size, initialMs: 2_000, maxIntervalMs: 2_000 });

interface Interpreting { readonly interpretAt: readonly number[]; readonly lastInterpretInit: number; readonly maxLocalPauseMs: number }

/** Whether each call of interpret() convicts, φ being far beyond the threshold; the last pause is 0 before there was one. */
function interpreted({ interpretAt, lastInterpretInit, maxLocalPauseMs }: Interpreting): boolean[] {
  const guard = { longest: maxLocalPauseMs, lastLook: lastInterpretInit, lastPause: 0 };
  return interpretAt.map(at => mayJudge(guard, at));
}

export const phiCassandra: Units = {
  'phi-cassandra/arrivalwindow-convict-iff-phi-ln-10': full,
  'phi-cassandra/arrivalwindow-size-4-phi-t-mean': ({ size, steps }: { size: number; steps: Step[] }) => {
    const window = bare(size);
    return walk(window, steps, at => window.phi(at));
  },
  'phi-cassandra/arrivalwindow-size-4-pre-scaled-variant': ({ size, steps }: { size: number; steps: Step[] }) => {
    const window = bare(size);
    return walk(window, steps, at => window.scaled(at));
  },
  'phi-cassandra/elapsed-mean-at-which-conviction-becomes': ({ threshold }: { threshold: number }) =>
    ({ elapsedOverMean: flavours.cassandra.score(threshold) }),
  'phi-cassandra/interpret-pause-guard-max-local-pause': interpreted,
};
