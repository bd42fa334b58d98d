/** Figures that no report holds: counted from runs, round by round. */
import { begin, type Run } from '../../../sim/run.ts';
import { Row, type Trace } from '../../../sim/trace.ts';
import { mean, ratio, relativeError, type Estimate } from '../../oracle/estimate.ts';
import { pool } from '../../oracle/sample.ts';
import { steady, us, type Star } from '../../oracle/star.ts';

/** Rounds in which every attempt failed, of all; each ends `length` after it began. */
export function failedRounds(star: Star, length: number, seed: string): Estimate {
  const rounds = 500;
  const failed: number[] = [];
  const all: number[] = [];
  // the last round ends just before the horizon
  const file = { ...steady({ ...star, warmUp: 0 }, 200, rounds), horizon: us(rounds * star.interval - 1) };
  pool(file, seed, 60_000_000, run => {
    const counts = failuresByPeer(run, star.interval, length);
    failed.push(...counts);
    all.push(...counts.map(() => rounds));
    return relativeError(ratio(failed, all)) <= 0.015 && failed.reduce((a, b) => a + b, 0) > 400;
  });
  return ratio(failed, all);
}

/** From a suspicion until trust returns, each further end of a round is one that failed. */
function failuresByPeer({ scenario, trace }: Run, interval: number, length: number): number[] {
  const peers = scenario.watches.at(-1)!;
  const failures = peers.map(() => 0);
  const since = new Map<number, number>();
  const settle = (peer: number, until: number): void => {
    const begun = since.get(peer);
    if (begun !== undefined) failures[peers.indexOf(peer)]! += 1 + Math.floor((until - begun - 1) / interval);
    since.delete(peer);
  };
  for (let row = 0; row < trace.length; row++) {
    const [code, peer, time] = [trace.code[row], trace.b[row]!, trace.time[row]!];
    if (code === Row.suspects && time >= length) since.set(peer, time);
    else if (code === Row.trusts) settle(peer, time);
  }
  peers.forEach(peer => settle(peer, scenario.horizon + 1));
  return failures;
}

/** Pings and acks, by run; runs are short, so that their spread can be seen. */
export function messagesPerRound(star: Star, seed: string): Estimate {
  const [rounds, pairs] = [50, 50];
  const file = { ...steady({ ...star, warmUp: 0 }, pairs, rounds), horizon: us(rounds * star.interval - 1) };
  const perRound: number[] = [];
  pool(file, seed, 60_000_000, run => {
    perRound.push(run.load.messages.reduce((a, b) => a + b, 0) / (rounds * pairs));
    return perRound.length >= 40 && relativeError(mean(perRound)) <= 0.005;
  });
  return mean(perRound);
}

/** One pair alone, until it suspects: the number of the heartbeat whose absence did it. The first that is judged is 1. */
function firstPassage(star: Star, offset: number, seed: string): number {
  const engine = begin({ ...steady({ ...star, warmUp: 0 }, 1, 1), horizon: '3000d' }, { seed });
  for (let periods = 64; ; periods *= 2) {
    engine.advance(periods * star.interval + offset);
    const time = firstSuspicion(engine.trace());
    if (time !== undefined) return (time - offset) / star.interval;
  }
}

function firstSuspicion(trace: Trace): number | undefined {
  const row = trace.code.indexOf(Row.suspects);
  return row < 0 ? undefined : trace.time[row];
}

export function firstPeriods(star: Star, offset: number, seed: string): Estimate {
  const passages: number[] = [];
  while (passages.length < 1_000 || relativeError(mean(passages)) > 0.018) passages.push(firstPassage(star, offset, `${seed}#${passages.length}`));
  return mean(passages);
}
