/** Raft's elections after a start of all timers at once: each run is one, simulated with the service itself. */
import { begin } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Row } from '../../../sim/trace.ts';
import { mean, relativeError, type Estimate } from '../../oracle/estimate.ts';
import { us } from '../../oracle/star.ts';
import type { Reader } from './case.ts';

interface Election {
  /** In how many terms somebody stood, until one led. */
  readonly rounds: number;
  /** From the start to the first leader, in microseconds. */
  readonly time: number;
}

/** Exact timers, and Raft without its later additions: the first leader's term counts the rounds. */
function electionOf(file: ScenarioFile, step: number, seed: string): Election {
  const engine = begin(file, { seed });
  for (let until = step; ; until += step) {
    engine.advance(until);
    const { notes, code, time } = engine.trace();
    const claim = notes.findIndex(note => note.kind === 'claims');
    if (claim < 0) continue;
    const row = [...code.keys()].filter(one => code[one] === Row.notes)[claim]!;
    const { epoch } = notes[claim] as { epoch: number };
    return { rounds: epoch, time: time[row]! };
  }
}

/** Run after run, until the mean is known; looked at now and then, and no earlier than a rare event shows. */
function known(seed: string, figure: (election: Election) => number, file: ScenarioFile, { step, relative }: { step: number; relative: number }): Estimate {
  const values: number[] = [];
  for (let next = 500; ; next = Math.ceil(next * 1.2)) {
    while (values.length < next) values.push(figure(electionOf(file, step, `${seed}#${values.length}`)));
    if (relativeError(mean(values)) <= relative) return mean(values);
  }
}

/** `s` of `n` servers run; their timeouts are uniform in [T, T + R]; every message takes L. */
export function raftElection(params: Reader, relative = 0.018): Readonly<Record<string, (seed: string) => Estimate>> {
  const [size, running] = [params.number('n'), params.number('s')];
  const [patience, range, latency] = [params.time('T'), params.time('R'), params.time('L', 0)];
  const file: ScenarioFile = {
    flatline: 1, title: 'oracle', horizon: '3000d', processes: size,
    service: {
      kind: 'raft', tick: '0s', heartbeat: us(patience / 2), election: us(patience), spread: range / patience,
      preVote: false, checkQuorum: false, clients: 0,
    },
    network: { latency: { kind: 'constant', value: us(Math.max(1, latency)) } },
    faults: Array.from({ length: size - running }, (_, i) => ({ id: `off${i}`, at: '0s', kind: 'crash', how: 'blackhole', process: running + i })),
  };
  const pace = { step: patience + range + 3 * latency, relative };
  return {
    E_rounds: seed => known(seed, ({ rounds }) => rounds, file, pace),
    E_time: seed => known(seed, ({ time }) => time / params.unit, file, pace),
    split_first: seed => known(seed, ({ rounds }) => (rounds > 1 ? 1 : 0), file, pace),
  };
}
