import { shareInterval } from '../intervals/binomial.ts';
import type { SpanData } from '../measures/measured.ts';
import type { Basis, Figure, Spans } from '../report.ts';
import { milliseconds, plain, ratioFigure } from './figure.ts';

export function spanFigures(runs: readonly SpanData[]): Spans {
  const n = { runs: runs.length };
  const count = runs.reduce((sum, run) => sum + run.count, 0);
  return {
    count,
    total: plain(milliseconds(runs.reduce((sum, run) => sum + run.total, 0)), n),
    longest: plain(milliseconds(runs.reduce((most, run) => Math.max(most, run.longest), 0)), { ...n, samples: count }),
    share: share(runs, n),
  };
}

/** Of none seen: a run's share is at most 1, so their mean is at most the chance that a run has one. */
function share(runs: readonly SpanData[], n: Basis): Figure {
  const found = ratioFigure(runs.map(run => ({ over: run.total, under: run.room })), 1, 'log', n, 'nothing in which it could happen');
  return found.value === 0 ? { value: 0, ci95: shareInterval(0, runs.length), n } : found;
}
