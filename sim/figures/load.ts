import type { Purpose } from '../../src/contract.ts';
import type { LoadData } from '../measures/measured.ts';
import type { Figure, LoadFigures, Traffic } from '../report.ts';
import { milliseconds, plain, ratioFigure } from './figure.ts';

const perSecond = 1_000_000;

export function loadFigures(runs: readonly LoadData[], names: readonly string[]): LoadFigures {
  const total = (of: (run: LoadData) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const longest = runs.reduce<LoadData['busiest']>((most, { busiest }) => (busiest && busiest.wait > (most?.wait ?? -1) ? busiest : most), null);
  const delayed = total(run => run.queued);
  const n = { runs: runs.length };
  return {
    messages: traffic(runs, names, run => run.messages, run => run.messagesByProcess),
    bytes: traffic(runs, names, run => run.bytes, run => run.bytesByProcess),
    busiest: longest && { link: `${names[longest.from]!}>${names[longest.to]!}`, wait: plain(milliseconds(longest.wait), n) },
    selfInflicted: {
      drops: total(run => run.drops), delayed,
      meanWait: ratioFigure(runs.map(run => ({ over: run.queueWait, under: run.queued })), 1 / 1_000, 'log', { ...n, samples: delayed }, 'nothing waited'),
      longestWait: plain(milliseconds(longest?.wait ?? 0), n),
    },
  };
}

type ByPurpose = Readonly<Partial<Record<Purpose, number>>>;

function traffic(
  runs: readonly LoadData[], names: readonly string[], byPurpose: (run: LoadData) => ByPurpose, byProcess: (run: LoadData) => readonly number[],
): Traffic {
  const rate = (count: (run: LoadData) => number, processes: (run: LoadData) => number): Figure => ratioFigure(
    runs.map(run => ({ over: count(run), under: run.span * processes(run) })), perSecond, 'log', { runs: runs.length }, 'no time',
  );
  const purposes = [...new Set(runs.flatMap(run => Object.keys(byPurpose(run)) as Purpose[]))].sort();
  return {
    total: rate(run => byProcess(run).reduce((sum, count) => sum + count, 0), run => run.processes),
    byPurpose: Object.fromEntries(purposes.map(purpose => [purpose, rate(run => byPurpose(run)[purpose] ?? 0, run => run.processes)])),
    byProcess: Object.fromEntries(names.map((name, process) => [name, rate(run => byProcess(run)[process]!, () => 1)])),
  };
}
