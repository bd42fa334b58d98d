/** Each watched pair on its own: there an episode is a mistake. */
import { ratioInterval, type Part } from '../intervals/jackknife.ts';
import { noneSeen, poissonInterval } from '../intervals/poissonInterval.ts';
import type { PairColumns } from '../measures/measured.ts';
import type { PairFigures } from '../report.ts';
import { estimate, milliseconds, plain, unknown, whyNot } from './figure.ts';

const few = 30;
const perSecond = 1_000_000;

export function pairFigures(runs: readonly PairColumns[], names: readonly string[]): Record<string, PairFigures> {
  const pairs: Record<string, PairFigures> = {};
  runs[0]!.monitor.forEach((monitor, pair) => {
    pairs[`${names[monitor]!}>${names[runs[0]!.monitored[pair]!]!}`] = figures(runs, pair);
  });
  return pairs;
}

function figures(runs: readonly PairColumns[], pair: number): PairFigures {
  const sum = (column: (run: PairColumns) => Float64Array): number => runs.reduce((total, run) => total + column(run)[pair]!, 0);
  const exposure = sum(run => run.exposure);
  const mistakes = sum(run => run.mistakes);
  const wrong = sum(run => run.wrong);
  const n = { runs: runs.length, episodes: mistakes, mistakes };
  const interval = (part: (run: PairColumns) => Part, factor: number): [number, number] | null => {
    const found = mistakes < few ? null : ratioInterval(runs.map(part), 'log');
    return found && [found[0] * factor, found[1] * factor];
  };
  const exact = poissonInterval(mistakes);
  const rateInterval = mistakes < few
    ? [(exact[0] / exposure) * perSecond, (exact[1] / exposure) * perSecond] as const
    : interval(run => ({ over: run.mistakes[pair]!, under: run.exposure[pair]! }), perSecond);
  const off = interval(run => ({ over: run.wrong[pair]!, under: run.exposure[pair]! }), 1);
  const why = mistakes < few ? `an interval wants ${few} mistakes` : whyNot(runs.length);
  const none = unknown('no time in which a mistake could be made', n);
  return {
    exposure: plain(milliseconds(exposure), { runs: runs.length }), mistakes,
    mistakeRate: exposure === 0 ? none : {
      ...estimate((mistakes / exposure) * perSecond, rateInterval, n, why),
      ...(mistakes === 0 ? { bound: { atMost: (noneSeen / exposure) * perSecond } } : {}),
    },
    mistakeDuration: mistakes === 0 ? unknown('no mistake', n)
      : estimate(milliseconds(wrong / mistakes), interval(run => ({ over: run.wrong[pair]!, under: run.mistakes[pair]! }), 1 / 1_000), n, why),
    queryAccuracy: exposure === 0 ? none : estimate(1 - wrong / exposure, off && [Math.max(0, 1 - off[1]), 1 - off[0]], n, why),
    detectionTime: detectionFigures(runs, pair),
  };
}

function detectionFigures(runs: readonly PairColumns[], pair: number): PairFigures['detectionTime'] {
  const sum = (column: (run: PairColumns) => Float64Array): number => runs.reduce((total, run) => total + column(run)[pair]!, 0);
  const most = (column: (run: PairColumns) => Float64Array): number => runs.reduce((max, run) => Math.max(max, column(run)[pair]!), 0);
  const samples = sum(run => run.detected);
  const censored = sum(run => run.censored);
  const missed = sum(run => run.missed);
  const n = { runs: runs.length, samples, censored };
  const counts = { samples, missed, censored };
  if (censored > 0) {
    const why = `${censored} of ${samples + censored} are only known to be longer`;
    const total = sum(run => run.detectionSum) + sum(run => run.censoredSum);
    return {
      ...counts, mean: unknown(why, n, { atLeast: milliseconds(total / (samples + censored)) }),
      max: unknown(why, n, { atLeast: milliseconds(Math.max(most(run => run.detectionMax), most(run => run.censoredMax))) }),
    };
  }
  const none = unknown(missed > 0 ? 'no crash was detected' : 'no crash', n);
  if (samples === 0) return { ...counts, mean: none, max: none };
  const interval = ratioInterval(runs.map(run => ({ over: run.detectionSum[pair]!, under: run.detected[pair]! })), 'linear');
  const ci95 = interval && [milliseconds(Math.max(0, interval[0])), milliseconds(interval[1])] as const;
  const mean = estimate(milliseconds(sum(run => run.detectionSum) / samples), ci95, n, whyNot(runs.length));
  return { ...counts, mean, max: plain(milliseconds(most(run => run.detectionMax)), n) };
}
