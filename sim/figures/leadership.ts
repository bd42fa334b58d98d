import { ratioInterval } from '../intervals/jackknife.ts';
import type { FailoverData, LeadershipData, ProbeData } from '../measures/measured.ts';
import type { Figure, Leadership, Step, Unavailability } from '../report.ts';
import { estimate, milliseconds, plain, unknown, whyNot } from './figure.ts';
import { spanFigures } from './spans.ts';

type Client = { readonly read: ProbeData; readonly write: ProbeData };

/** `names`: of the processes, by id. */
export function leadershipFigures(runs: readonly LeadershipData[], names: readonly string[]): Leadership {
  const total = (of: (run: LeadershipData) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const lost = {
    overlap: total(run => run.lost.overlap), replicationLag: total(run => run.lost.replicationLag), unresolved: total(run => run.lost.unresolved),
  };
  return {
    splitBrain: { ...spanFigures(runs.map(run => run.splitBrain)), ...writesByEach(runs, names) },
    dualClaim: spanFigures(runs.map(run => run.dualClaim)),
    leaderless: spanFigures(runs.map(run => run.leaderless)),
    acknowledgedWrites: total(run => run.acknowledgedWrites),
    lostWrites: { total: lost.overlap + lost.replicationLag, ...lost },
    staleReads: total(run => run.staleReads), fencedWrites: total(run => run.fencedWrites), lateEffects: total(run => run.lateEffects),
    unavailability: unavailability(runs, names),
    failover: failover(runs.map(run => run.failovers)),
  };
}

function writesByEach(runs: readonly LeadershipData[], names: readonly string[]): { writes: number; writesByEach: Record<string, number> } {
  const byEach: Record<string, number> = {};
  let writes = 0;
  for (const run of runs) {
    for (const [process, count] of Object.entries(run.overlapWrites)) {
      const name = names[Number(process)]!;
      byEach[name] = (byEach[name] ?? 0) + count;
      writes += count;
    }
  }
  return { writes, writesByEach: byEach };
}

function unavailability(runs: readonly LeadershipData[], names: readonly string[]): Leadership['unavailability'] {
  const clients = [...new Set(runs.flatMap(run => Object.keys(run.probes).map(Number)))].sort((x, y) => x - y);
  const of = (client: number): { reads: Unavailability; writes: Unavailability } => {
    const own = runs.map(run => run.probes[client]).filter(data => data !== undefined);
    return { reads: outage(own.map(data => data.read), runs.length), writes: outage(own.map(data => data.write), runs.length) };
  };
  const all = (access: keyof Client): Unavailability =>
    outage(runs.flatMap(run => Object.values(run.probes).map(client => client[access])), runs.length);
  return { reads: all('read'), writes: all('write'), byClient: Object.fromEntries(clients.map(client => [names[client]!, of(client)])) };
}

/** Of several clients or runs: their sums, and the worst. */
function outage(data: readonly ProbeData[], runs: number): Unavailability {
  const sum = (of: (each: ProbeData) => number): number => data.reduce((total, each) => total + of(each), 0);
  const most = (of: (each: ProbeData) => number): number => data.reduce((max, each) => Math.max(max, of(each)), 0);
  const probes = sum(each => each.probes);
  const n = { runs, samples: probes };
  const figure = (value: number): Figure => (probes === 0 ? unknown('nobody asked', n) : plain(milliseconds(value), n));
  return {
    probes, failed: sum(each => each.failed), unresolved: sum(each => each.unresolved),
    total: figure(sum(each => each.total)), longest: figure(most(each => each.longest)), resolution: figure(most(each => each.resolution)),
  };
}

type Parts = 'detect' | 'agree' | 'act' | 'reach';

function failover(runs: readonly (readonly FailoverData[])[]): Leadership['failover'] {
  const of = (part: (each: FailoverData) => number | null): Step => step(runs.map(run => run.map(part).filter(value => value !== null)));
  const one = (part: Parts): Step => of(each => each[part]);
  return {
    count: runs.reduce((sum, run) => sum + run.length, 0),
    detect: one('detect'), agree: one('agree'), act: one('act'), reach: one('reach'),
    total: of(({ detect, agree, act, reach }) =>
      (detect === null || agree === null || act === null || reach === null ? null : detect + agree + act + reach)),
  };
}

function step(runs: readonly (readonly number[])[]): Step {
  const all = runs.flat();
  const n = { runs: runs.length, samples: all.length };
  if (all.length === 0) {
    const none = unknown('no failover in which it could be told', n);
    return { mean: none, min: none, max: none };
  }
  const sum = (list: readonly number[]): number => list.reduce((total, x) => total + x, 0);
  const interval = ratioInterval(runs.map(run => ({ over: sum(run), under: run.length })), 'linear');
  const ci95 = interval && [milliseconds(Math.max(0, interval[0])), milliseconds(interval[1])] as const;
  const mean = estimate(milliseconds(sum(all) / all.length), ci95, n, whyNot(runs.length));
  return {
    mean, min: plain(milliseconds(all.reduce((least, x) => Math.min(least, x))), n),
    max: plain(milliseconds(all.reduce((most, x) => Math.max(most, x))), n),
  };
}

