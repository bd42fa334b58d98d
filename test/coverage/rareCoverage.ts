/** `npm run coverage:rare [-- replications]`: how many intervals of rare mistakes hold the truth, as a table; ends with 1 where too few do. */
import { builtIn } from '../../sim/builtIn.ts';
import { binomialAtMost } from '../../sim/intervals/binomial.ts';
import { rare } from '../../sim/rare/rare.ts';
import { resolve } from '../../sim/resolve.ts';
import { Progress } from '../../ui/cli/progress.ts';
import { gilbert, independent, type Chain } from '../oracle/chain.ts';
import { exponential } from '../oracle/delay.ts';
import { mistakes } from '../oracle/fixedTimeout.ts';
import { pairFile } from '../sim/rare/pairFile.ts';

const replications = Number(process.argv[2] ?? 200);

const cases: readonly (readonly [string, number, object | null, Chain])[] = [
  ['four losses of 10 %', 4_500, { kind: 'independent', average: 0.1 }, independent(0.1)],
  ['seven losses of 5 %', 7_500, { kind: 'independent', average: 0.05 }, independent(0.05)],
  ['one late beat', 1_400, null, independent(0)],
  ['a chain of two states', 10_500, { kind: 'gilbertPerMessage', toBad: 0.01, toGood: 0.1, lossInGood: 0.01, lossInBad: 0.3 }, gilbert(0.01, 0.1, 0.01, 0.3)],
];

for (const [name, timeout, loss, chain] of cases) {
  const truth = 1_000 / mistakes({ interval: 1_000, timeout, loss: chain, delay: exponential(20), restart: 'newest' }).recurrence;
  const progress = new Progress(name, process.stderr, process.stderr.isTTY);
  let [covered, sum, squares, beats, plain, none] = [0, 0, 0, 0, 0, 0];
  for (let seed = 0; seed < replications; seed++) {
    progress.update(seed / replications);
    const file = pairFile({ estimator: { kind: 'fixed', timeout: `${timeout}ms` }, loss, latency: { kind: 'exponential', mean: '20ms' }, seed: `coverage ${seed}` });
    const report = rare(resolve(file, builtIn), { error: 0.25 });
    const { value, ci95 } = report.perHeartbeat;
    if (value === null || ci95 === null) { none++; continue; }
    if (ci95[0] <= truth && truth <= ci95[1]) covered++;
    sum += value / truth;
    squares += (value / truth) ** 2;
    beats += report.beats;
    plain += report.plainBeats!;
  }
  progress.stop();
  const given = replications - none;
  const mean = sum / given;
  const error = Math.sqrt((squares / given - mean * mean) / given);
  const tooFew = binomialAtMost(covered, given, 0.95) < 1e-4;
  if (tooFew) process.exitCode = 1;
  console.log(`${name}, ${truth.toExponential(2)} a beat: ${covered} of ${given} hold it${tooFew ? ', TOO FEW' : ''}; mean ${mean.toFixed(3)} ± ${error.toFixed(3)} of the truth; saved ${(plain / beats).toPrecision(3)} times${none ? `; ${none} refused` : ''}`);
}
