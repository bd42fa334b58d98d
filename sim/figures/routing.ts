import type { RoutingData } from '../measures/measured.ts';
import type { Routing } from '../report.ts';
import { spanFigures } from './spans.ts';

export function routingFigures(runs: readonly RoutingData[]): Routing {
  const total = (of: (run: RoutingData) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  return {
    routed: total(run => run.routed), misroutes: total(run => run.misroutes),
    wronglyExcluded: spanFigures(runs.map(run => run.wronglyExcluded)), failOpen: spanFigures(runs.map(run => run.failOpen)),
  };
}
